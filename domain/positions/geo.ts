/** A place in whole 1e-7 degrees, WGS84; a `Position` is one. */
export interface Place {
  readonly latE7: number
  readonly lonE7: number
}

/** Metres. The mean radius R₁ of the GRS 80 ellipsoid (H. Moritz, Geodetic Reference System 1980, 2000). */
export const earthRadius = 6_371_008.8

const radiansPerE7 = Math.PI / 180 / 1e7

/** Metres along a meridian, or along the equator, for 1e-7 degree. */
export const metresPerE7 = earthRadius * radiansPerE7

/**
 * Great-circle distance in metres on the mean sphere, at most 0.6 % from the ellipsoid's. Haversine formula:
 * R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68 (1984) 159. The antimeridian needs no care.
 */
export const distanceBetween = (from: Place, to: Place): number => {
  const halfLat = Math.sin(((to.latE7 - from.latE7) * radiansPerE7) / 2)
  const halfLon = Math.sin(((to.lonE7 - from.lonE7) * radiansPerE7) / 2)
  const cosines = Math.cos(from.latE7 * radiansPerE7) * Math.cos(to.latE7 * radiansPerE7)
  const haversine = halfLat * halfLat + cosines * halfLon * halfLon
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, haversine))) // rounding may exceed 1 at the antipode
}

/**
 * The course on which a great circle leaves `from`, in degrees clockwise from north, 0 ≤ course < 360; 0 for a place to
 * itself. Formula: E. Williams, Aviation Formulary, "Course between points", with east positive.
 */
export const bearingBetween = (from: Place, to: Place): number => {
  const fromLat = from.latE7 * radiansPerE7
  const toLat = to.latE7 * radiansPerE7
  const lon = (to.lonE7 - from.lonE7) * radiansPerE7
  const east = Math.sin(lon) * Math.cos(toLat)
  const north = Math.cos(fromLat) * Math.sin(toLat) - Math.sin(fromLat) * Math.cos(toLat) * Math.cos(lon)
  const degrees = (Math.atan2(east, north) * 180) / Math.PI
  return ((degrees % 360) + 360) % 360
}
