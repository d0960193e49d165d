import { wallClock } from '../local-time.ts'

/** Seconds since midnight, as the clock on the wall shows them. */
export interface WorkWindow {
  readonly workStart: number
  readonly workEnd: number
}

/**
 * Whether the clock on the wall stands within working hours at a moment (ms since 1970 UTC). Both ends belong to them;
 * a window that ends before it begins goes across midnight, one that ends when it begins lasts all day. Of an hour that
 * an autumn day has twice both count, and one that a spring day skips is missing.
 */
export const isWithinWindow = ({ workStart, workEnd }: WorkWindow, zone: string, at: number): boolean => {
  if (workStart === workEnd) return true
  const second = secondOfDay(zone, at)
  return workStart < workEnd
    ? second >= workStart && second <= workEnd
    : second >= workStart || second <= workEnd
}

const dayMs = 86_400_000
/** Zones change their offset at full quarters of an hour, so within one nothing changes. */
const slotMs = 900_000
const mostSlots = 10_000

/** Formatting a date takes longer than all else that is done for a position: offsets are remembered. */
const offsets = new Map<string, number>()

const secondOfDay = (zone: string, at: number): number => {
  const name = `${zone} ${Math.floor(at / slotMs)}`
  let offset = offsets.get(name)
  if (offset === undefined) {
    if (offsets.size >= mostSlots) offsets.clear()
    offset = offsetOf(zone, at)
    offsets.set(name, offset)
  }
  const shown = (at + offset) % dayMs
  return Math.floor((shown < 0 ? shown + dayMs : shown) / 1000)
}

/** Milliseconds east of UTC. */
const offsetOf = (zone: string, at: number): number => {
  const { date, second } = wallClock(zone, at)
  return Date.parse(`${date}T00:00:00Z`) + second * 1000 - Math.floor(at / 1000) * 1000
}
