import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { mayDo } from '../../domain/sessions/rights.ts'
import { notesWords } from '../pages/collab/notes-words.ts'
import { RequestRefused } from './connection.ts'
import { docLineOf } from './doc-line.ts'
import { createDocProvider, type DocProvider } from './doc-provider.ts'
import type { Extra, ExtraContext } from './extras.ts'

/** What of the document somebody works with. A new one takes its place when a change of ours was refused for good. */
export interface BoundDoc {
  readonly doc: Y.Doc
  readonly awareness: Awareness
}

export interface SharedDoc {
  /** Binds now, and again to each document that takes this one's place. What `bind` answers lets go. */
  bind(bind: (bound: BoundDoc) => () => void): void
  mayEdit(): boolean
  /** `loading` until what is stored is here; `waiting` while something of ours is not stored yet. */
  state(): DocState
  /** Whenever the state may have changed. */
  onState(handle: () => void): void
}
export type DocState = 'loading' | 'saved' | 'waiting' | 'offline'

const shared = new WeakMap<ExtraContext, SharedDoc>()

/** The document that the page’s subjects share. */
export const sharedDocOf = (context: ExtraContext): SharedDoc => {
  const doc = shared.get(context)
  if (!doc) throw new Error('the shared document comes before what is bound to it')
  return doc
}

/** How soon it is noticed that everything is stored; the provider tells it only when it is asked. */
const lookMs = 200

/** Keeps one Yjs document with the session, for notes and drawings. Stands before them among the extras. */
export const sharedDocument = (context: ExtraContext): Extra => {
  const w = notesWords[context.props.lang]
  const line = docLineOf(context.connection.socket)
  const binds: { readonly bind: (bound: BoundDoc) => () => void; letGo: () => void }[] = []
  const handles: (() => void)[] = []
  let [isLive, isSynced, wasSaved] = [false, false, true]
  let looking: ReturnType<typeof setInterval> | undefined

  const mayEdit = () => mayDo(context.model().you.role, 'edit')
  const tell = () => {
    for (const handle of handles) handle()
  }
  /** Ends by itself once all is stored. */
  const look = (): void => {
    wasSaved = provider.isSaved()
    if (wasSaved) {
      clearInterval(looking)
      looking = undefined
    } else looking ??= setInterval(look, lookMs)
    tell()
  }

  let doc: Y.Doc
  let provider: DocProvider
  let couldEdit = false
  const begin = (): void => {
    doc = new Y.Doc()
    couldEdit = mayEdit()
    const made = createDocProvider({
      doc,
      line,
      mayEdit: couldEdit,
      onSynced() {
        isSynced = true
        look()
      },
      onDiverged(code) {
        if (made === provider) startAnew(code)
      },
    })
    provider = made
    doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) look()
    })
    for (const one of binds) one.letGo = one.bind({ doc, awareness: provider.awareness })
  }
  const end = (): void => {
    for (const one of binds) one.letGo()
    provider.destroy()
    doc.destroy()
  }
  const startAnew = (code: string): void => {
    end()
    isSynced = false
    begin()
    if (isLive) provider.connected()
    look()
    void context.attempt(() => Promise.reject(new RequestRefused(code, w.refused)))
  }

  const onLeave = (event: BeforeUnloadEvent): void => {
    if (!provider.isSaved()) event.preventDefault()
  }
  addEventListener('beforeunload', onLeave)

  begin()
  shared.set(context, {
    bind(bind) {
      binds.push({ bind, letGo: bind({ doc, awareness: provider.awareness }) })
    },
    mayEdit,
    state: () => (isLive ? (isSynced ? (wasSaved ? 'saved' : 'waiting') : 'loading') : 'offline'),
    onState: (handle) => void handles.push(handle),
  })
  return {
    onState() {
      isLive = true
      isSynced = false
      provider.connected()
      tell()
    },
    onStatus(status) {
      if (status === 'live') return // the state of the session follows
      isLive = false
      provider.disconnected()
      tell()
    },
    onPaint() {
      if (mayEdit() === couldEdit) return
      couldEdit = mayEdit()
      // What was written before the role was known is nobody else’s: it is not to stand here as if it were.
      if (!couldEdit && !provider.isSaved()) return startAnew('role_too_small')
      provider.setMayEdit(couldEdit)
      tell()
    },
    close() {
      clearInterval(looking)
      removeEventListener('beforeunload', onLeave)
      end()
    },
  }
}
