import { useEffect, useMemo } from 'preact/hooks'
import type { FleetDesk } from '../fleet-desk.ts'
import type { Car } from '../model.ts'
import type { Moment, Past, Stop } from './past.ts'
import { metresPerPixel, type Pace, piecesOf } from './pieces.ts'

/** Draws a past for as long as it is shown, as finely as the map is near, and the vehicle where it was. */
export const usePastOnMap = (desk: FleetDesk, past: Past) => {
  const map = desk.map()
  useEffect(() => {
    if (!map) return
    desk.lookBack(true)
    let drawn = Number.NaN
    const draw = () => {
      const zoom = Math.round(map.zoom())
      if (zoom === drawn) return
      drawn = zoom
      map.showTrail(piecesOf(past, metresPerPixel(zoom, map.latitude()) / 2, readColors()))
    }
    map.look(cornersOf(past))
    draw()
    const stop = map.onZoom(draw)
    const night = matchMedia('(prefers-color-scheme: dark)')
    const onNight = () => {
      drawn = Number.NaN
      draw()
    }
    night.addEventListener('change', onNight)
    return () => {
      stop()
      night.removeEventListener('change', onNight)
      map.showTrail(null)
      desk.lookBack(false)
    }
  }, [map, past])

  return useMemo(
    () => ({
      stand: (car: Car, label: string, { lat, lon, heading }: Moment) =>
        map?.marker.stand(car, label, { lat, lon, heading }),
      show: ({ latE7, lonE7 }: Stop) => map?.look([{ lat: latE7 / 1e7, lon: lonE7 / 1e7 }]),
    }),
    [map],
  )
}

/** As they are on the page, by day and by night. */
const readColors = (): Record<Pace | 'gap', string> => {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    slow: color('speed-slow'),
    town: color('speed-town'),
    road: color('speed-road'),
    fast: color('speed-fast'),
    gap: color('ink-soft'),
  }
}

const cornersOf = ({ positions }: Past) => {
  let [south, north, west, east] = [90e7, -90e7, 180e7, -180e7]
  for (const { latE7, lonE7 } of positions) {
    south = Math.min(south, latE7)
    north = Math.max(north, latE7)
    west = Math.min(west, lonE7)
    east = Math.max(east, lonE7)
  }
  return [
    { lat: south / 1e7, lon: west / 1e7 },
    { lat: north / 1e7, lon: east / 1e7 },
  ]
}
