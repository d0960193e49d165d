import fc from 'fast-check'
import { type Position, toE7 } from '../../../domain/positions/position.ts'

export const noon = Date.parse('2030-06-01T12:00:00Z')

/** Santiago at noon, unless said otherwise. `lat` and `lon` in degrees. */
export const aPosition = ({
  lat = -33.4489,
  lon = -70.6693,
  ...rest
}: Partial<Position> & { lat?: number; lon?: number } = {}): Position => ({
  latE7: toE7(lat),
  lonE7: toE7(lon),
  recordedAt: noon,
  speed: null,
  heading: null,
  accuracy: null,
  altitude: null,
  attributes: null,
  ...rest,
})

const tenth = (min: number, max: number) =>
  fc.option(fc.integer({ min: min * 10, max: max * 10 }).map((tenths) => tenths / 10))

/** Any position at all, measures in tenths and without attributes. */
export const anyPosition = fc.record({
  latE7: fc.integer({ min: -900_000_000, max: 900_000_000 }),
  lonE7: fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }),
  recordedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  speed: tenth(0, 2_000),
  heading: tenth(0, 359),
  accuracy: tenth(0, 100_000),
  altitude: tenth(-1_000, 100_000),
  attributes: fc.constant(null),
})
