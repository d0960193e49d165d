import * as Y from 'yjs'
import { type DocLine, Refused } from './doc-line.ts'

/** Small enough that the server never has to say that one is too large, unless a single change is. */
const mostMergedBytes = 16_384
const retryMs = 1_000

export interface OutboxOptions {
  readonly line: DocLine
  /** An update is stored under this number. */
  readonly stored: (seq: number) => void
  /** The server wants us to know what it knows first. */
  readonly synchronise: () => Promise<void>
  /** A change was refused for good: what is shown here is not what the others see. */
  readonly diverged: (code: string) => void
}

/** One's own changes, in order, until the server has stored them: one message on the way, what is typed meanwhile in the next. */
export const createOutbox = ({ line, stored, synchronise, diverged }: OutboxOptions) => {
  const waiting: Uint8Array[] = []
  let isOpen = false
  let isSending = false
  let hasDiverged = false
  let isCareful = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** How many of the first go together. After a refusal each goes by itself, to find the one that is meant. */
  const batch = (): number => {
    let size = waiting[0]!.length
    let count = 1
    while (!isCareful && count < waiting.length && size + waiting[count]!.length <= mostMergedBytes)
      size += waiting[count++]!.length
    return count
  }

  const flush = async (): Promise<void> => {
    if (!isOpen || isSending || hasDiverged || waiting.length === 0) return
    isSending = true
    const count = batch()
    try {
      const update = count === 1 ? waiting[0]! : Y.mergeUpdates(waiting.slice(0, count))
      const { seq } = await line.request('doc:update', { update })
      waiting.splice(0, count)
      if (waiting.length === 0) isCareful = false
      stored(seq)
    } catch (error) {
      await refused(error)
    } finally {
      isSending = false
    }
    if (timer === undefined) void flush()
  }

  const refused = async (error: unknown): Promise<void> => {
    if (!(error instanceof Refused)) return later() // no answer: it may be stored or not, and is sent again
    if (passing.has(error.code)) return later()
    if (error.code !== 'update_refused' || isCareful) {
      hasDiverged = true
      return diverged(error.code)
    }
    isCareful = true
    await synchronise().catch(later)
  }
  const later = () => {
    if (!isOpen) return // sent again once it is
    timer ??= setTimeout(() => {
      timer = undefined
      void flush()
    }, retryMs)
  }

  return {
    isEmpty: () => waiting.length === 0,
    add(update: Uint8Array): void {
      waiting.push(update)
      void flush()
    },
    /** The connection stands, and both sides know the same. */
    open(): void {
      isOpen = true
      clearTimeout(timer)
      timer = undefined
      void flush()
    },
    shut(): void {
      isOpen = false
      clearTimeout(timer)
      timer = undefined
    },
  }
}

const passing = new Set(['rate_limited', 'unavailable', 'internal'])
