import { type AssignmentStatus, mayBecome } from '../../../domain/assignments/flow.ts'
import { Refused } from '../api.ts'
import type { Shelf } from './shelf.ts'

/** A step that was pressed on the phone and that the service has not taken yet. */
export interface Wish {
  /** Under this key it is asked for, however often. */
  readonly id: string
  readonly visit: string
  readonly to: AssignmentStatus
  /** Why, where it is canceled. */
  readonly reason: string
  /** Milliseconds, by this phone's clock. */
  readonly pressedAt: number
  /** What the service said against it; it is not asked for again. */
  readonly refused?: string
}

export interface WishPorts {
  readonly shelf: Shelf<readonly Wish[]>
  /** Asks the service; throws `Refused`. `late`: it was pressed longer ago than the way there takes. */
  readonly send: (wish: Wish, late: boolean) => Promise<void>
  /** How the visit stands at the service; `undefined` where it is not there any more. Throws `Refused`. */
  readonly statusNow: (visit: string) => Promise<AssignmentStatus | undefined>
  /** Something was taken or refused, or waits now. */
  readonly onChange: () => void
  readonly now: () => number
  readonly newId: () => string
}

/** So long a step can be taken back before it goes out: the flow knows no way back, and gloves slip. */
export const graceMs = 6_000
/** After this, the history says when it was pressed. */
const lateMs = 60_000

/**
 * What was pressed, in order, until the service has taken it. Each is asked for under a key of its own, so that a line
 * that breaks after the asking does nothing twice. What is refused stays to be read, and takes what followed it along.
 */
export const createWishes = ({ shelf, send, statusNow, onChange, now, newId }: WishPorts) => {
  let sending: string | null = null
  const all = () => shelf.read() ?? []
  const keep = (wishes: readonly Wish[]) => {
    shelf.write(wishes.length > 0 ? wishes : undefined)
    onChange()
  }
  const waiting = () => all().filter(({ refused }) => refused === undefined)
  const drop = (id: string) => keep(all().filter((wish) => wish.id !== id))

  const refuse = ({ id, visit, pressedAt }: Wish, refused: string) =>
    keep(
      all().flatMap((wish) => {
        if (wish.id === id) return { ...wish, refused }
        return wish.visit === visit && wish.refused === undefined && wish.pressedAt >= pressedAt ? [] : wish
      }),
    )

  /** True: the next may be asked for. */
  const ask = async (wish: Wish): Promise<boolean> => {
    sending = wish.id
    onChange()
    try {
      await send(wish, now() - wish.pressedAt > lateMs)
      drop(wish.id)
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (isPassing(error)) return false
      // Somebody may have done the same meanwhile: then it is as it was wished.
      const status = await statusNow(wish.visit).catch(() => undefined)
      if (status === wish.to) drop(wish.id)
      else refuse(wish, error.message)
      return true
    } finally {
      sending = null
      onChange()
    }
  }

  return {
    waiting,
    refused: () => all().filter(({ refused }) => refused !== undefined),
    isSending: () => sending !== null,

    /** How a visit stands once all that was pressed is taken. */
    statusOf: (visit: string, known: AssignmentStatus): AssignmentStatus =>
      waiting()
        .filter((wish) => wish.visit === visit)
        .reduce((status, { to }) => (mayBecome(status, to) ? to : status), known),

    add(visit: string, to: AssignmentStatus, reason = ''): void {
      keep([...all(), { id: newId(), visit, to, reason, pressedAt: now() }])
    },

    /** Before it went out; what was pressed for the same visit afterwards goes with it. False: it is on its way. */
    takeBack(id: string): boolean {
      const wish = all().find((one) => one.id === id)
      if (!wish || sending === id) return false
      keep(all().filter((one) => one.visit !== wish.visit || one.pressedAt < wish.pressedAt || one.refused))
      return true
    },

    /** A refusal was read. */
    forget: drop,

    /** When the next is to go out; `null` where nothing waits. */
    dueAt: (): number | null => {
      const [first] = waiting()
      return first ? first.pressedAt + graceMs : null
    },

    /** Sends what is due, or all of it: before the page goes, nobody will take anything back. True: nothing due waits. */
    async flush(isAll = false): Promise<boolean> {
      if (sending !== null) return false
      for (;;) {
        const all = waiting()
        const [first] = all
        const next =
          isAll || all.length > 1 || (first && first.pressedAt + graceMs <= now()) ? first : undefined
        if (!next) return true
        if (!(await ask(next))) return false
      }
    },
  }
}
export type Wishes = ReturnType<typeof createWishes>

/** The line, or the service for the moment; also a session that has to be begun anew first. */
const isPassing = ({ status, code }: Refused) =>
  status === 0 || status >= 500 || status === 401 || status === 429 || code === 'idempotency_key_in_flight'
