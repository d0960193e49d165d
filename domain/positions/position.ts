/**
 * A position as the service holds it from the first decoder to the last frame: integers and plain numbers, parsed
 * once. Degrees are whole numbers of 1e-7 degree (about 1 cm), times are milliseconds since 1970 UTC.
 */
export interface Position {
  /** 1e-7 degree, WGS84, −900,000,000 … 900,000,000. */
  readonly latE7: number
  /** 1e-7 degree, WGS84, −1,800,000,000 … 1,800,000,000. */
  readonly lonE7: number
  /** When the device was there: milliseconds since 1970 UTC. */
  readonly recordedAt: number
  /** km/h. */
  readonly speed: number | null
  /** Degrees clockwise from north, 0 … 360. */
  readonly heading: number | null
  /** Radius in metres. */
  readonly accuracy: number | null
  /** Metres above the WGS84 ellipsoid or the sea, as the device says. */
  readonly altitude: number | null
  /** Whatever else the device said (battery, ignition, …); kept, never interpreted here. */
  readonly attributes: Readonly<Record<string, unknown>> | null
}

/** Degrees to 1e-7 degree. */
export const toE7 = (degrees: number): number => Math.round(degrees * 1e7)
/** 1e-7 degree to degrees, with the digits it came with and no more. */
export const fromE7 = (e7: number): number => e7 / 1e7

/**
 * A subject is anything that has positions. `key` numbers it inside the database; `id` is what the wire calls it.
 * The device directory hands these out, and the same object is kept by everything on the hot path.
 */
export interface Subject {
  readonly key: number
  readonly id: string
  readonly tenantId: number
  readonly kind: 'vehicle' | 'technician'
}
