import type { WholeAssignmentView } from '../../../domain/assignments/schema.ts'
import { type Api, Refused } from '../api.ts'
import { whenLeft } from './here.ts'
import { shelfOf } from './shelf.ts'
import { createWishes, type Wish, type Wishes } from './wishes.ts'

export interface Outbox extends Wishes {
  /** Hears that something was pressed, taken or refused; gives back what ends it. */
  readonly hear: (listener: () => void) => () => void
  /** Sends what is due, now and whenever the line may be back. */
  readonly poke: () => void
}

/** Not longer than this is what waits left without another try. */
const againMs = 15_000

const boxes = new Map<string, Outbox>()

/**
 * One for each member, for as long as the page lives: what was pressed goes out also when its page has been left.
 * `wordOf` says in the history when a step was pressed that is sent late.
 */
export const outboxOf = (owner: string, api: Api, wordOf: (wish: Wish) => string): Outbox => {
  const known = boxes.get(owner)
  if (known) return known
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const wishes = createWishes({
    shelf: shelfOf('wishes', owner),
    async send(wish, late) {
      const reason = wish.reason || (late ? wordOf(wish) : '')
      const body = { status: wish.to, ...(reason && { reason }) }
      await api.post(`/api/trakservice/assignments/${wish.visit}/status/`, body, wish.id)
    },
    async statusNow(visit) {
      try {
        return (await api.get<WholeAssignmentView>(`/api/trakservice/assignments/${visit}/`)).status
      } catch (error) {
        if (error instanceof Refused && error.status === 404) return undefined
        throw error
      }
    },
    onChange() {
      for (const listener of listeners) listener()
    },
    now: () => Date.now(),
    newId: () => [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join(''),
  })

  const over = new AbortController()
  const run = async (isAll = false) => {
    clearTimeout(timer)
    if (over.signal.aborted) return
    const isDone = await wishes.flush(isAll).catch(() => false)
    const due = wishes.dueAt()
    if (due === null || over.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(run, isDone ? Math.max(0, due - Date.now()) : againMs)
  }
  const { signal } = over
  addEventListener('online', () => run(), { signal })
  addEventListener('pagehide', () => run(true), { signal })
  document.addEventListener('visibilitychange', () => run(document.visibilityState === 'hidden'), { signal })
  whenLeft(() => {
    over.abort()
    clearTimeout(timer)
    boxes.delete(owner)
  })

  const box: Outbox = {
    ...wishes,
    add(...pressed) {
      wishes.add(...pressed)
      run()
    },
    hear(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    poke: run,
  }
  boxes.set(owner, box)
  return box
}

/** Pages without https have no `randomUUID`. */
const hex = (byte: number) => byte.toString(16).padStart(2, '0')
