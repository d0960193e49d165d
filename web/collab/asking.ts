import type { Question } from '../pages/collab/props.ts'

/** Asks before what cannot be taken back; `act` is done after a yes. */
export type Ask = (text: string, yes: string, act: () => void) => void

/** `set` shows the question, and takes it away. */
export const asking =
  (set: (question: Question | null) => void): Ask =>
  (text, yes, act) =>
    set({
      text,
      yes,
      answer(isYes) {
        set(null)
        if (isYes) act()
      },
    })
