const longestGlide = 6000
const farthestGlide = 0.05

/**
 * How many things move between their fixes, held in plain numbers, so that asking where ten thousand are makes nothing
 * that has to be swept up. Each is called by its number from 0. Times are milliseconds, `now` monotonic; degrees.
 */
export const createGlides = () => {
  let facts = new Float64Array(256 * size)

  const roomFor = (n: number) => {
    if ((n + 1) * size <= facts.length) return
    const larger = new Float64Array(Math.max((n + 1) * size, facts.length * 2))
    larger.set(facts)
    facts = larger
  }
  const shareAt = (at: number, now: number): number => {
    const lasts = facts[at + lasting]!
    return lasts > 0 ? Math.min(1, Math.max(0, (now - facts[at + begun]!) / lasts)) : 1
  }
  const between = (at: number, from: number, to: number, now: number): number =>
    facts[at + from]! + (facts[at + to]! - facts[at + from]!) * shareAt(at, now)

  return {
    lon: (n: number, now: number): number => between(n * size, fromLon, toLon, now),
    lat: (n: number, now: number): number => between(n * size, fromLat, toLat, now),
    isMoving: (n: number, now: number): boolean => {
      const at = n * size
      return facts[at + lasting]! > 0 && now - facts[at + begun]! < facts[at + lasting]!
    },
    /** Degrees a millisecond, of the faster of the two directions. */
    pace(n: number): number {
      const at = n * size
      const lasts = facts[at + lasting]!
      if (lasts <= 0) return 0
      const east = Math.abs(facts[at + toLon]! - facts[at + fromLon]!)
      return Math.max(east, Math.abs(facts[at + toLat]! - facts[at + fromLat]!)) / lasts
    },
    /** Heads for a fix. `t`: its own time; one that is older than the newest changes nothing. `isCalm`: be there at once. */
    goTo(n: number, lat: number, lon: number, t: number, now: number, isCalm: boolean): void {
      roomFor(n)
      const at = n * size
      const before = facts[at + time]!
      if (before > 0 && t <= before) return
      const [lonNow, latNow] = [between(at, fromLon, toLon, now), between(at, fromLat, toLat, now)]
      const gap = t - before
      // What crosses the date line, or has come far, is there at once: no vehicle hops over a country.
      const isHop = Math.abs(lon - lonNow) > farthestGlide || Math.abs(lat - latNow) > farthestGlide
      const lasts = before === 0 || isCalm || isHop || gap > 60_000 ? 0 : Math.min(gap, longestGlide)
      facts[at + fromLon] = lasts > 0 ? lonNow : lon
      facts[at + fromLat] = lasts > 0 ? latNow : lat
      facts[at + toLon] = lon
      facts[at + toLat] = lat
      facts[at + begun] = now
      facts[at + lasting] = lasts
      facts[at + time] = t
    },
    forget(n: number): void {
      facts.fill(0, n * size, (n + 1) * size)
    },
  }
}

/** What is known of each, by its place among its numbers. */
const [fromLon, fromLat, toLon, toLat, begun, lasting, time, size] = [0, 1, 2, 3, 4, 5, 6, 7]
