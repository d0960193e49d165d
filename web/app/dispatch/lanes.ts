interface Span {
  readonly id: string
  readonly start: number
  readonly end: number
}
export interface InLane {
  /** From 0, the uppermost. */
  readonly lane: number
  /** Others that take some of the same time. */
  readonly overlaps: readonly string[]
}

/** Puts what overlaps beneath one another, each in the uppermost lane that is free. What ends when the other begins does not overlap. */
export const lanesOf = (
  spans: readonly Span[],
): { readonly lanes: number; readonly of: ReadonlyMap<string, InLane> } => {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1))
  const ends: number[] = []
  const of = new Map<string, InLane>()
  for (const one of sorted) {
    const free = ends.findIndex((end) => end <= one.start)
    const lane = free === -1 ? ends.length : free
    ends[lane] = one.end
    const overlaps = sorted
      .filter((other) => other !== one && other.start < one.end && one.start < other.end)
      .map(({ id }) => id)
    of.set(one.id, { lane, overlaps })
  }
  return { lanes: Math.max(1, ends.length), of }
}
