import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { bytesOf, type DocLine } from './doc-line.ts'
import { createOutbox } from './doc-outbox.ts'

export interface DocProviderOptions {
  readonly doc: Y.Doc
  readonly line: DocLine
  /** Who may only look sends nothing; what Yjs tidies up by itself stays here. */
  readonly mayEdit: boolean
  /** All that is stored is here. */
  readonly onSynced?: () => void
  /** The server refused a change for good: the document shown is not the others’ any more, and is to be made anew. */
  readonly onDiverged?: (code: string) => void
}

export type DocProvider = ReturnType<typeof createDocProvider>

/** How long a number may be missing before it is asked for. */
const holeMs = 1_000

/**
 * Keeps a Yjs document the same as the session's. Call `connected` whenever the session has let us in, and
 * `disconnected` when it is gone; what is written meanwhile is kept and sent then.
 */
export const createDocProvider = ({
  doc,
  line,
  mayEdit: mayEditAtFirst,
  onSynced,
  onDiverged,
}: DocProviderOptions) => {
  const awareness = new Awareness(doc)
  const us = Symbol('provider') // what came from the server is not sent back to it
  let mayEdit = mayEditAtFirst
  let isConnected = false
  let synchronising: Promise<void> | undefined
  /** Every change up to this one is here. */
  let known = 0
  const ahead = new Set<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const learn = (seq: number): void => {
    if (seq > known) ahead.add(seq)
    while (ahead.delete(known + 1)) known++
    if (ahead.size > 0) later()
  }
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      if (isConnected && ahead.size > 0) synchronise().catch(later)
    }, holeMs)
  }

  /** What the server lacks is in the outbox, but for what the document held before it came to us. */
  const lacks = (stateVector: Uint8Array): boolean => {
    const theirs = Y.decodeStateVector(stateVector)
    return [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(
      ([client, clock]) => clock > (theirs.get(client) ?? 0),
    )
  }

  const ask = async (): Promise<void> => {
    const answer = await line.request('doc:sync', { state_vector: Y.encodeStateVector(doc) })
    const theirs = bytesOf(answer.state_vector)
    Y.applyUpdate(doc, bytesOf(answer.update), us)
    known = Math.max(known, answer.seq)
    for (const seq of ahead) if (seq <= known) ahead.delete(seq)
    learn(known)
    if (mayEdit && outbox.isEmpty() && lacks(theirs)) outbox.add(Y.encodeStateAsUpdate(doc, theirs))
  }
  const synchronise = (): Promise<void> => {
    synchronising ??= ask().finally(() => {
      synchronising = undefined
    })
    return synchronising
  }

  const outbox = createOutbox({
    line,
    stored: learn,
    synchronise,
    diverged: (code) => onDiverged?.(code),
  })
  const presence = createPresence(awareness, line)

  const begin = async (): Promise<void> => {
    try {
      await synchronise()
    } catch {
      if (isConnected) setTimeout(() => isConnected && void begin(), holeMs)
      return
    }
    if (!isConnected) return
    if (mayEdit) outbox.open()
    onSynced?.()
  }

  const changed = (update: Uint8Array, origin: unknown) => {
    if (origin !== us && mayEdit) outbox.add(update)
  }
  doc.on('update', changed)
  const stops = [
    line.on('doc:update', ({ update, seq }) => {
      Y.applyUpdate(doc, bytesOf(update), us)
      learn(seq)
    }),
    line.on('awareness', ({ update }) => applyAwarenessUpdate(awareness, bytesOf(update), us)),
  ]

  const disconnected = (): void => {
    isConnected = false
    synchronising = undefined
    outbox.shut()
    presence.shut()
    const others = [...awareness.getStates().keys()].filter((client) => client !== doc.clientID)
    removeAwarenessStates(awareness, others, us)
  }

  return {
    awareness,
    /** Nothing of one's own is waiting to be stored. */
    isSaved: outbox.isEmpty,
    connected(): void {
      isConnected = true
      presence.open()
      void begin()
    },
    disconnected,
    /** The role is another. What was written without the right to is not sent later. */
    setMayEdit(may: boolean): void {
      mayEdit = may
      if (may && isConnected) void begin()
      if (!may) outbox.shut()
    },
    destroy(): void {
      disconnected()
      clearTimeout(timer)
      doc.off('update', changed)
      for (const stop of stops) stop()
      awareness.destroy()
    },
  }
}

/** Says what is new of us; while one message is on the way, only the newest waits. */
const createPresence = (awareness: Awareness, line: DocLine) => {
  let isOpen = false
  let isSending = false
  let isWaiting = false

  const send = async (): Promise<void> => {
    if (!isOpen) return
    if (isSending) {
      isWaiting = true
      return
    }
    isSending = true
    isWaiting = false
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    await line.request('awareness', { update }).catch(() => {}) // it says it again every 15 s
    isSending = false
    if (isWaiting) void send()
  }
  awareness.on('update', (_changes: unknown, origin: unknown) => {
    if (origin === 'local') void send()
  })

  return {
    open(): void {
      isOpen = true
      awareness.setLocalState(awareness.getLocalState()) // with a clock that is news to everybody
    },
    shut(): void {
      isOpen = false
    },
  }
}
