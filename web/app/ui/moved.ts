/** On which side of a thing another is put. */
export type Side = 'before' | 'after'

/** A list with one of its things before or behind another; as it was, where they are the same. */
export const movedBeside = <T>(list: readonly T[], thing: T, other: T, side: Side): readonly T[] => {
  if (thing === other) return list
  const rest = list.filter((one) => one !== thing)
  const at = rest.indexOf(other)
  return rest.toSpliced(at < 0 ? rest.length : side === 'before' ? at : at + 1, 0, thing)
}

/** A list with one of its things some places further; no further than its ends. */
export const movedBy = <T>(list: readonly T[], thing: T, by: number): readonly T[] => {
  const at = list.indexOf(thing)
  const to = Math.max(0, Math.min(list.length - 1, at + by))
  return at < 0 ? list : list.toSpliced(at, 1).toSpliced(to, 0, thing)
}
