import type { LivePosition } from '../../domain/positions/schema.ts'

const longestWay = 2000

/** Puts fixes into the way they belong to, by time, each once: frames, snapshots and what was missed may overlap. */
export const extendWay = (
  way: readonly LivePosition[],
  fixes: readonly LivePosition[],
): readonly LivePosition[] => {
  const last = way.at(-1)
  const [only] = fixes
  if (fixes.length === 1 && only && (!last || only.t > last.t)) return [...way, only].slice(-longestWay)
  const byTime = new Map([...way, ...fixes].map((fix) => [fix.t, fix]))
  return [...byTime.values()].sort((a, b) => a.t - b.t).slice(-longestWay)
}
