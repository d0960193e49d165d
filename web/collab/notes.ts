import { render } from 'preact'
import * as Y from 'yjs'
import { Notes, type NotesReader } from '../pages/collab/notes.ts'
import { notesWords } from '../pages/collab/notes-words.ts'
import { html } from '../pages/html.ts'
import type { Extra, ExtraContext } from './extras.ts'
import { bindField } from './notes-field.ts'
import { type BoundDoc, sharedDocOf } from './shared-doc.ts'

/** So long after the last letter somebody is not writing any more. */
const stillMs = 3_000
/** The caret is told to the others this often at most. */
const caretMs = 250

/** The panel of notes: the field, who else is in it, and how it stands. */
export const notes = (context: ExtraContext): Extra => {
  const { root, props } = context
  const shared = sharedDocOf(context)
  let bound: BoundDoc | undefined
  let pausing: ReturnType<typeof setTimeout> | undefined
  let telling: ReturnType<typeof setTimeout> | undefined
  let isWriting = false

  const field = () => root.querySelector<HTMLTextAreaElement>('#notes-text')
  const text = () => bound?.doc.getText('notes')

  const paint = (): void => {
    const panel = root.querySelector('#notes-panel')
    if (!panel) return
    const others = bound ? othersIn(bound) : []
    const onDownload = () => download(text()?.toString() ?? '', notesWords[props.lang].filename)
    const mayEdit = shared.mayEdit()
    render(
      html`<${Notes} lang=${props.lang} state=${shared.state()} ...${{ mayEdit, others, onDownload }} />`,
      panel,
    )
  }

  const tellCaret = (): void => {
    telling = undefined
    const [at, notes] = [field(), text()]
    if (!bound || !at || !notes) return
    const isThere = document.activeElement === at && shared.mayEdit()
    const caret = Math.min(at.selectionEnd, notes.length)
    const state = isThere
      ? { at: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(notes, caret)), isWriting }
      : null
    bound.awareness.setLocalStateField('notes', state)
  }
  const moved = (): void => {
    telling ??= setTimeout(tellCaret, caretMs)
  }
  const onSelection = (): void => {
    if (document.activeElement === field()) moved()
  }
  const onWriting = (event: Event): void => {
    if (event.target !== field()) return
    isWriting = true
    clearTimeout(pausing)
    pausing = setTimeout(() => {
      isWriting = false
      moved()
    }, stillMs)
    moved()
  }
  document.addEventListener('selectionchange', onSelection)
  root.addEventListener('input', onWriting)
  root.addEventListener('focusout', moved)

  paint()
  shared.bind((next) => {
    bound = next
    const binding = bindField(field()!, next.doc.getText('notes'), shared.mayEdit)
    next.awareness.on('change', paint)
    return () => {
      binding.letGo()
      next.awareness.off('change', paint)
      bound = undefined
    }
  })
  shared.onState(paint)

  return {
    onPaint: paint,
    close() {
      clearTimeout(pausing)
      clearTimeout(telling)
      document.removeEventListener('selectionchange', onSelection)
      root.removeEventListener('input', onWriting)
      root.removeEventListener('focusout', moved)
    },
  }
}

/** Who they are, the service says; where they are, they say themselves. */
const othersIn = ({ doc, awareness }: BoundDoc): NotesReader[] => {
  const notes = doc.getText('notes')
  return [...awareness.getStates()].flatMap(([client, state]) => {
    const { user, notes: where } = state as {
      user?: { id?: unknown; name?: unknown; color?: unknown }
      notes?: { at?: unknown; isWriting?: unknown } | null
    }
    if (client === doc.clientID || !where || typeof user?.name !== 'string') return []
    const at = placeOf(where.at, doc, notes)
    const line = notes.toString().slice(0, at).split('\n').length
    return [
      {
        id: String(client),
        name: user.name,
        color: String(user.color),
        isWriting: where.isWriting === true,
        line,
      },
    ]
  })
}

const placeOf = (at: unknown, doc: Y.Doc, notes: Y.Text): number => {
  try {
    const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(at), doc)
    return place?.type === notes ? place.index : 0
  } catch {
    return 0 // what they sent is no place
  }
}

const download = (text: string, name: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.txt` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
