import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'

const hour = 60
const day = 24 * hour
const usual = [10, 30, hour, 2 * hour, 12 * hour, day, 7 * day, 30 * day] as const
/** Nobody wants to be followed for a week because they did not say otherwise. */
const usualOfWhatMoves = hour

/** How long a new link may last, as buttons: minutes, or without an end. */
export interface Durations {
  readonly minutes: readonly number[]
  readonly mayBeEndless: boolean
  readonly chosen: number | 'never'
}

/** What the policy of the organization leaves to choose, and what it presets. */
export const durationsFor = (
  { default_hours, longest_hours }: Pick<LinkPolicyView, 'default_hours' | 'longest_hours'>,
  moves: boolean,
): Durations => {
  const longest = longest_hours === null ? Infinity : longest_hours * hour
  const mayBeEndless = longest === Infinity && !moves
  const preset = moves
    ? Math.min(usualOfWhatMoves, longest)
    : Math.min(default_hours === null ? Infinity : default_hours * hour, longest)
  const chosen = preset !== Infinity ? preset : mayBeEndless ? 'never' : 30 * day
  const minutes = new Set<number>(usual.filter((one) => one <= longest))
  if (chosen !== 'never') minutes.add(chosen)
  return { minutes: [...minutes].sort((a, b) => a - b), mayBeEndless, chosen }
}
