import { type AssignmentStatus, onwards } from '../../../domain/assignments/flow.ts'
import type { DayWords } from './words.ts'

const words: Readonly<Record<AssignmentStatus, keyof DayWords>> = {
  scheduled: 'stepScheduled',
  en_route: 'stepEnRoute',
  on_site: 'stepOnSite',
  done: 'stepDone',
  canceled: 'stepCanceled',
}

/** What the button of a step says. */
export const stepWord = (w: DayWords, to: AssignmentStatus): string => w[words[to]]

/** The usual next step, and what else may be done. */
export const stepsFrom = (status: AssignmentStatus) => {
  const [usual, ...others] = onwards[status]
  return { usual, others }
}
