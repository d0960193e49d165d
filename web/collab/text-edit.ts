/** One change of a text: so many characters are taken away at a place, and these are put there. UTF-16, as browsers count. */
export interface TextEdit {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

/** As Y.Text tells what others changed. */
export type TextDelta = readonly {
  readonly retain?: number
  readonly delete?: number
  readonly insert?: unknown
}[]

/**
 * The smallest change that makes one text of the other. Of several that are as small, the one that ends at the caret: of
 * "aa" it shows which "a" was typed. Characters outside the Basic Multilingual Plane are never cut in two.
 */
export const editBetween = (before: string, after: string, caret = after.length): TextEdit | undefined => {
  if (before === after) return undefined
  const smallest = editWithin(before, after, Math.min(before.length, after.length))
  const atCaret = editWithin(before, after, Math.max(0, after.length - caret))
  return sizeOf(atCaret) <= sizeOf(smallest) ? atCaret : smallest
}

/** What is the same at the end comes first, up to so many characters; then what is the same at the beginning. */
const editWithin = (before: string, after: string, mostSuffix: number): TextEdit => {
  const shorter = Math.min(before.length, after.length)
  let suffix = 0
  while (
    suffix < Math.min(shorter, mostSuffix) &&
    before[before.length - 1 - suffix] === after[after.length - 1 - suffix]
  )
    suffix++
  if (suffix > 0 && isLowHalf(before, before.length - suffix)) suffix--
  let prefix = 0
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix++
  if (prefix > 0 && isHighHalf(before, prefix - 1)) prefix--
  return {
    at: prefix,
    removed: before.length - suffix - prefix,
    inserted: after.slice(prefix, after.length - suffix),
  }
}

const sizeOf = ({ removed, inserted }: TextEdit) => removed + inserted.length
const isHighHalf = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800
const isLowHalf = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00

/** Where a place of the text is after somebody else's change. What is put exactly there comes after it, or before. */
export const movedBy = (delta: TextDelta, place: number, sticks: 'left' | 'right'): number => {
  let at = 0
  let moved = place
  for (const step of delta) {
    if (at > moved) break
    if (step.retain !== undefined) at += step.retain
    else if (step.delete !== undefined) moved -= Math.min(step.delete, Math.max(0, moved - at))
    else {
      const length = typeof step.insert === 'string' ? step.insert.length : 1
      if (at < moved || (at === moved && sticks === 'right')) moved += length
      at += length
    }
  }
  return moved
}

/** The same edit on a text that others have changed meanwhile. What they wrote within what it removes goes with it. */
export const editAfter = ({ at, removed, inserted }: TextEdit, deltas: readonly TextDelta[]): TextEdit => {
  let [from, to] = [at, at + removed]
  for (const delta of deltas) {
    to = movedBy(delta, to, removed > 0 ? 'left' : 'right')
    from = movedBy(delta, from, 'right')
  }
  return { at: from, removed: Math.max(0, to - from), inserted }
}
