import type { Feature, LineString, Polygon } from 'geojson'

export interface Place {
  readonly lat: number
  readonly lon: number
}

const radius = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (radians: number) => (radians * 180) / Math.PI

/** Metres on the sphere; good to half a percent. */
export const distance = (a: Place, b: Place): number => {
  const [lat1, lat2] = [radians(a.lat), radians(b.lat)]
  const half = Math.sin((lat2 - lat1) / 2) ** 2
  const across = Math.sin(radians(b.lon - a.lon) / 2) ** 2
  return 2 * radius * Math.asin(Math.sqrt(Math.min(1, half + Math.cos(lat1) * Math.cos(lat2) * across)))
}

/** Degrees clockwise from north, from one place to the next. */
export const bearing = (a: Place, b: Place): number => {
  const [lat1, lat2, across] = [radians(a.lat), radians(b.lat), radians(b.lon - a.lon)]
  const east = Math.sin(across) * Math.cos(lat2)
  const north = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(across)
  return (degrees(Math.atan2(east, north)) + 360) % 360
}

/** A way between two places, the short way round the date line. */
export const between = (a: Place, b: Place, share: number): Place => ({
  lat: a.lat + (b.lat - a.lat) * share,
  lon: turn(a.lon + turn(b.lon - a.lon) * share),
})

/** A way between two headings, the short way round. */
export const turning = (from: number, to: number, share: number): number =>
  (from + turn(to - from) * share + 360) % 360

/** An angle as −180 … 180. */
const turn = (angle: number): number =>
  Math.abs(angle) <= 180 ? angle : ((((angle + 180) % 360) + 360) % 360) - 180

export const circle = ({ lat, lon }: Place, metres: number): Feature<Polygon> => {
  const dLat = degrees(metres / radius)
  const dLon = dLat / Math.max(0.01, Math.cos(radians(lat)))
  const ring = Array.from({ length: 49 }, (_, i) => {
    const angle = (i / 48) * 2 * Math.PI
    return [lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)]
  })
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }
}

/** Longitudes run on past 180 where the line crosses the date line, so that it is not drawn around the globe. */
export const line = (places: readonly Place[]): Feature<LineString> => {
  let before: number | undefined
  const coordinates = places.map(({ lat, lon }) => {
    const x = before === undefined ? lon : before + turn(lon - before)
    before = x
    return [x, lat]
  })
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }
}
