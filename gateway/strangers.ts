import type { WatchedSubject } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'

export interface Met {
  readonly shown: WatchedSubject
  readonly position: Position
}

const batchMs = 5
const pauseAfterFailureMs = 1_000
const mostWaiting = 10_000

/**
 * Subjects that came into somebody's view and of whom only the position is known. They are looked up together, one
 * question at a time; the newest position waits for the answer.
 */
export const createStrangers = (
  describe: (subjects: readonly Subject[]) => Promise<readonly WatchedSubject[]>,
  meet: (met: Met) => void,
) => {
  let waiting = new Map<number, { subject: Subject; position: Position }>()
  let asked: typeof waiting = new Map()
  let timer: NodeJS.Timeout | undefined
  let isAsking = false
  let isClosed = false

  const ask = async (): Promise<void> => {
    timer = undefined
    isAsking = true
    asked = waiting
    waiting = new Map()
    let pause = batchMs
    try {
      const subjects = [...asked.values()].map(({ subject }) => subject)
      const known = await describe(subjects)
      for (const shown of known) {
        const stranger = waiting.get(shown.subject.key) ?? asked.get(shown.subject.key)
        waiting.delete(shown.subject.key)
        if (stranger && !isClosed) meet({ shown, position: stranger.position })
      }
      if (known.length < subjects.length) pause = pauseAfterFailureMs
    } catch {
      pause = pauseAfterFailureMs // their next positions ask again
    }
    isAsking = false
    if (waiting.size > 0) schedule(pause)
  }
  const schedule = (ms: number): void => {
    if (isAsking || isClosed || timer) return
    timer = setTimeout(ask, ms)
    timer.unref()
  }

  return {
    add(subject: Subject, position: Position): void {
      const known = waiting.get(subject.key)
      if (known ? known.position.recordedAt >= position.recordedAt : waiting.size >= mostWaiting) return
      waiting.set(subject.key, { subject, position })
      schedule(batchMs)
    },
    /** Whatever is being said of these is of before: their next positions ask again. */
    forget(isMeant: (subject: Subject) => boolean): void {
      for (const strangers of [waiting, asked])
        for (const [key, { subject }] of strangers) if (isMeant(subject)) strangers.delete(key)
    },
    close(): void {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
