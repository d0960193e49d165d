import { bearing, between, distance, type Place, turning } from './geo.ts'

/** Where a marker is drawn: on its way from one fix to the next. */
export interface Pose extends Place {
  readonly heading: number | null
}
export interface Fix extends Place {
  readonly t: number
  readonly hdg?: number
}

const longestGlide = 6000
const farthestGlide = 3000

/**
 * Moves between fixes over about the time that lies between them, so that a device that reports every few seconds
 * seems to drive rather than to hop. Jumps that no vehicle makes, and eyes that want no motion, are served at once.
 */
export const createGlide = (calm: () => boolean) => {
  let from: Pose | null = null
  let to: Pose | null = null
  let latest: Fix | null = null
  let begun = 0
  let lasts = 0

  const at = (now: number): Pose | null => {
    if (!from || !to) return to
    const share = lasts > 0 ? Math.min(1, (now - begun) / lasts) : 1
    if (share >= 1) return to
    const turned = Math.min(1, share * 3) // a wheel turns before the road does
    const heading =
      from.heading !== null && to.heading !== null ? turning(from.heading, to.heading, turned) : to.heading
    return { ...between(from, to, share), heading }
  }

  return {
    at,
    moving: (now: number): boolean => lasts > 0 && now - begun < lasts,
    /** Heads for a fix; one that is older than the newest is ignored. */
    goTo(fix: Fix, now: number): void {
      if (latest && fix.t <= latest.t) return
      const start = at(now)
      const gap = latest ? fix.t - latest.t : 0
      const way = latest ? distance(latest, fix) : 0
      from = start
      to = {
        lat: fix.lat,
        lon: fix.lon,
        heading: fix.hdg ?? (way > 5 ? bearing(latest!, fix) : (to?.heading ?? null)),
      }
      lasts = !start || calm() || way > farthestGlide || gap > 60_000 ? 0 : Math.min(gap, longestGlide)
      begun = now
      latest = fix
    },
  }
}
export type Glide = ReturnType<typeof createGlide>
