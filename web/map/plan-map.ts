import 'maplibre-gl/dist/maplibre-gl.css'
import './map.css'
import './plan-map.css'
import type { Feature, LineString } from 'geojson'
import { type GeoJSONSource, LngLatBounds, Marker } from 'maplibre-gl'
import { dressMap, type MapSource } from './base-style.ts'
import { readMapColours } from './colours.ts'
import { line, type Place } from './geo.ts'
import { gridNote } from './grid-note.ts'
import { type MapWords, openMap } from './open-map.ts'
import { layOverlays, nothing } from './overlays.ts'

/** A place with what its pin says, "3"; and what a screen reader says of it. */
export interface Stop extends Place {
  readonly id: number
  readonly number: string
  readonly label: string
}

export interface PlanMapOptions {
  readonly container: HTMLElement
  readonly source: MapSource
  readonly words: MapWords
  /** Somebody pressed a pin. */
  readonly onPin?: (id: number) => void
  /** Somebody pressed the map elsewhere. */
  readonly onPlace?: (place: Place) => void
}
const nearest = 14

/** Places with numbers, and the lines between them. Everything that it holds is gone after `remove`. */
export const createPlanMap = ({ container, source, words, onPin, onPlace }: PlanMapOptions) => {
  const map = openMap({ container, source, words })
  const grid = gridNote(words.gridSquare, (lines) => map.getSource<GeoJSONSource>('grid')?.setData(lines))
  map.addControl(grid, 'bottom-left')

  let ways: Feature<LineString>[] = []
  const drawn = () => ({ type: 'FeatureCollection' as const, features: ways })
  map.on('style.load', () => {
    layOverlays(map, readMapColours(container), {
      grid: nothing,
      history: nothing,
      accuracy: nothing,
      tails: nothing,
    })
    map.addSource('ways', { type: 'geojson', data: drawn() })
    map.addLayer({
      id: 'ways',
      type: 'line',
      source: 'ways',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': accentOf(container), 'line-width': 3, 'line-dasharray': [1, 2] },
    })
  })
  const undress = dressMap(map, source)
  if (onPlace) map.on('click', ({ lngLat }) => onPlace(placeOf(lngLat.wrap())))

  let pins: Marker[] = []
  const pinOf = (stop: Stop): Marker => {
    const element = document.createElement(onPin ? 'button' : 'div')
    element.className = 'plan-pin'
    element.textContent = stop.number
    element.setAttribute('aria-label', stop.label)
    if (!onPin) element.setAttribute('role', 'img')
    element.addEventListener('click', (event) => {
      event.stopPropagation()
      onPin?.(stop.id)
    })
    return new Marker({ element, anchor: 'bottom', offset: [0, -6] })
      .setLngLat([stop.lon, stop.lat])
      .addTo(map)
  }

  return {
    /** `lines`: which places are joined, in their order. */
    show(stops: readonly Stop[], lines: readonly (readonly Place[])[]): void {
      for (const pin of pins) pin.remove()
      pins = stops.map(pinOf)
      ways = lines.filter((places) => places.length > 1).map(line)
      map.getSource<GeoJSONSource>('ways')?.setData(drawn())
    },
    /** Brings all of them into view; without motion, so that nobody waits for it. */
    look(places: readonly Place[]): void {
      const [first] = places
      if (!first) return
      const bounds = new LngLatBounds()
      for (const [lon, lat] of line(places).geometry.coordinates) bounds.extend([lon!, lat!])
      map.fitBounds(bounds, {
        padding: { top: 64, bottom: 48, left: 40, right: 64 },
        maxZoom: nearest,
        duration: 0,
      })
    },
    /** Where one looks: for whoever picks a place by keys. */
    middle: (): Place => placeOf(map.getCenter().wrap()),
    remove(): void {
      undress()
      map.remove()
    },
  }
}
export type PlanMap = ReturnType<typeof createPlanMap>

/** Six digits are 10 cm. */
const placeOf = ({ lat, lng }: { lat: number; lng: number }): Place => ({
  lat: Number(lat.toFixed(6)),
  lon: Number(lng.toFixed(6)),
})

const accentOf = (within: Element): string => getComputedStyle(within).getPropertyValue('--accent').trim()
