import { setTimeout as sleep } from 'node:timers/promises'
import { distanceBetween } from '../../domain/positions/geo.ts'
import type { Position } from '../../domain/positions/position.ts'
import { isImplausibleJump } from '../../domain/positions/rules.ts'
import type { Report } from './devices.ts'

/** A recording that begins again when it ends. Milliseconds of the clock, not of the recording. */
export interface Lap {
  readonly fixes: readonly Position[]
  /** From one beginning to the next. */
  readonly lengthMs: number
  readonly speed: number
}

const pauseMs = 20_000

/** `speed` 4 drives four times as fast as the real vehicle did; positions that were a fault of the receiver stay out. */
export const lapOf = (fixes: readonly Position[], speed: number): Lap => {
  const good = fixes.filter((fix, i) => i === 0 || !isImplausibleJump(fixes[i - 1]!, fix))
  const first = good[0]!.recordedAt
  const last = good.at(-1)!.recordedAt
  return { fixes: good, lengthMs: Math.round((last - first) / speed + pauseMs), speed }
}

/**
 * When the present lap began. Laps follow the wall clock, so that a demo that is started again goes on where it would have
 * been: what it reports of the past is what it reported then.
 */
export const startOf = ({ lengthMs }: Lap, now: number): number => Math.floor(now / lengthMs) * lengthMs

/** How far the vehicle will have come within the next `ms`, in metres along its way. */
export const wayAhead = (lap: Lap, now: number, ms: number): number => {
  const startedAt = startOf(lap, now)
  const times = lap.fixes.map((fix) => timeOf(lap, fix, startedAt))
  const first = Math.max(
    1,
    times.findIndex((time) => time > now),
  )
  let metres = 0
  for (let i = first; i < times.length && times[i]! > now && times[i]! < now + ms; i++)
    metres += distanceBetween(lap.fixes[i - 1]!, lap.fixes[i]!)
  return metres
}

/** When, on a lap that began at `startedAt`, the vehicle was at this fix. */
const timeOf = ({ fixes, speed }: Lap, fix: Position, startedAt: number): number =>
  Math.round(startedAt + (fix.recordedAt - fixes[0]!.recordedAt) / speed)

/** What a vehicle has reported on the lap that began at `startedAt`, up to `now`, oldest first. */
export const pastOf = (lap: Lap, startedAt: number, now: number): Position[] =>
  lap.fixes
    .map((fix) => ({ ...fix, recordedAt: timeOf(lap, fix, startedAt) }))
    .filter(({ recordedAt }) => recordedAt <= now)

/**
 * Reports each position when its time comes, lap after lap, until `signal`. A position that cannot be delivered is
 * tried again, as trackers do, and the ones after it wait.
 */
export const drive = async (
  lap: Lap,
  firstStart: number,
  report: Report,
  signal: AbortSignal,
): Promise<void> => {
  for (let startedAt = firstStart; !signal.aborted; startedAt += lap.lengthMs) {
    for (const fix of lap.fixes) {
      const recordedAt = timeOf(lap, fix, startedAt)
      const wait = recordedAt - Date.now()
      if (wait < -pauseMs) continue
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      await deliver(report, { ...fix, recordedAt }, signal)
    }
    const rest = startedAt + lap.lengthMs - Date.now()
    if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => {})
  }
}

const deliver = async (report: Report, position: Position, signal: AbortSignal): Promise<void> => {
  for (let tries = 0; tries < 5 && !signal.aborted; tries++) {
    try {
      return await report(position)
    } catch {
      await sleep(1_000 * 2 ** tries, undefined, { signal }).catch(() => {})
    }
  }
}
