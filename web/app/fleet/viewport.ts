import type { Box } from '../../map/grid.ts'

/** Fleets of so many or fewer are followed whole; of larger ones, what is on the map and around it. */
export const wholeFleet = 500

const globe: Box = { west: -180, south: -90, east: 180, north: 90 }

const widthOf = ({ west, east }: Box): number => (east >= west ? east - west : east - west + 360)

/** A view with half of itself around it, so that a hand that moves the map finds vehicles moving there. */
export const padded = (view: Box, by = 0.5): Box => {
  const wide = widthOf(view)
  const high = view.north - view.south
  const [south, north] = [Math.max(-90, view.south - high * by), Math.min(90, view.north + high * by)]
  if (wide * (1 + 2 * by) >= 360) return { ...globe, south, north }
  return { west: wrapped(view.west - wide * by), east: wrapped(view.east + wide * by), south, north }
}

/** Whether what is subscribed will still do for a view: it holds it, and is not sixteen times as large. */
export const stillDoes = (subscribed: Box, view: Box): boolean => {
  const isInside =
    view.south >= subscribed.south &&
    view.north <= subscribed.north &&
    (widthOf(subscribed) >= 360 ||
      (east(subscribed.west, view.west) <= widthOf(subscribed) &&
        east(subscribed.west, view.west) + widthOf(view) <= widthOf(subscribed)))
  const area = (box: Box) => Math.max(1e-9, widthOf(box) * (box.north - box.south))
  return isInside && area(subscribed) <= 16 * area(view)
}

export const contains = (box: Box, lat: number, lon: number): boolean =>
  lat >= box.south && lat <= box.north && east(box.west, lon) <= widthOf(box)

/** What lies around all that were anywhere: one place, or the two corners. */
export const cornersOf = (
  cars: readonly { readonly t: number | null; readonly lat: number; readonly lon: number }[],
): { lat: number; lon: number }[] => {
  let [south, north, west, east] = [90, -90, 180, -180]
  for (const { t, lat, lon } of cars) {
    if (t === null) continue
    south = Math.min(south, lat)
    north = Math.max(north, lat)
    west = Math.min(west, lon)
    east = Math.max(east, lon)
  }
  if (south > north) return []
  const corner = { lat: south, lon: west }
  return south === north && west === east ? [corner] : [corner, { lat: north, lon: east }]
}

/** How far one has to go east from one meridian to another. */
const east = (from: number, to: number): number => (((to - from) % 360) + 360) % 360
const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180
