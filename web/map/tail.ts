import type { Feature, LineString } from 'geojson'
import { line, type Place } from './geo.ts'

export interface TailPiece {
  readonly color: string
  /** 0 … 1; the far end is the palest. */
  readonly fade: number
}

const pieces = 12
const mostPoints = 600

/** The way so far, in pieces that grow paler with age; it ends where the marker is drawn. */
export const tailOf = (
  way: readonly Place[],
  head: Place | null,
  color: string,
): Feature<LineString, TailPiece>[] => {
  const places = [...way.slice(-mostPoints), ...(head ? [head] : [])]
  const size = Math.max(1, Math.ceil((places.length - 1) / pieces))
  return Array.from({ length: Math.max(0, Math.ceil((places.length - 1) / size)) }, (_, i) => ({
    ...line(places.slice(i * size, (i + 1) * size + 1)),
    properties: { color, fade: ((i + 1) * size) / (places.length - 1) },
  }))
}
