import type { FeatureCollection } from 'geojson'
import { type GeoJSONSource, type Map as GlMap, LngLatBounds, Marker } from 'maplibre-gl'
import { inkOn } from '../../pages/icons.ts'

export interface Pin {
  readonly id: string
  readonly latitude: number
  readonly longitude: number
  /** Its place in the day's order. */
  readonly number: number
  readonly color: string
  readonly label: string
  readonly isOver: boolean
  readonly isLate: boolean
}
export interface RouteLine {
  readonly color: string
  readonly isDashed: boolean
  /** Longitude and latitude. */
  readonly way: readonly (readonly [number, number])[]
}

/** Numbered pins and the ways between them, over the map that technicians move on. */
export const drawOn = (map: GlMap, onPick: (id: string) => void) => {
  const pins = new Map<string, { marker: Marker; looks: string }>()
  let lines: FeatureCollection = { type: 'FeatureCollection', features: [] }

  const lay = () => {
    if (map.getSource('ways')) return
    map.addSource('ways', { type: 'geojson', data: lines })
    const look = { 'line-color': ['get', 'color'], 'line-width': 3, 'line-opacity': 0.85 } as const
    map.addLayer({
      id: 'ways-whole',
      type: 'line',
      source: 'ways',
      filter: ['!', ['get', 'dashed']],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { ...look } as never,
    })
    map.addLayer({
      id: 'ways-dashed',
      type: 'line',
      source: 'ways',
      filter: ['get', 'dashed'],
      paint: { ...look, 'line-dasharray': [2, 2] } as never,
    })
  }
  map.on('style.load', lay)
  if (map.isStyleLoaded()) lay()

  const made = ({ id, latitude, longitude, ...pin }: Pin): Marker => {
    const element = document.createElement('button')
    element.type = 'button'
    element.className = ['pin', `pin-${inkOn(pin.color)}`, pin.isOver && 'pin-over', pin.isLate && 'pin-late']
      .filter(Boolean)
      .join(' ')
    element.textContent = String(pin.number)
    element.setAttribute('aria-label', pin.label)
    element.title = pin.label
    element.style.setProperty('--pin', pin.color)
    element.addEventListener('click', () => onPick(id))
    return new Marker({ element, anchor: 'bottom' }).setLngLat([longitude, latitude]).addTo(map)
  }

  return {
    pins(wanted: readonly Pin[]): void {
      const ids = new Set(wanted.map(({ id }) => id))
      for (const [id, { marker }] of pins) if (!ids.has(id)) marker.remove() && pins.delete(id)
      for (const pin of wanted) {
        const looks = JSON.stringify(pin)
        const known = pins.get(pin.id)
        if (known?.looks === looks) continue
        known?.marker.remove()
        pins.set(pin.id, { marker: made(pin), looks })
      }
    },
    lines(wanted: readonly RouteLine[]): void {
      lines = {
        type: 'FeatureCollection',
        features: wanted.map(({ color, isDashed, way }) => ({
          type: 'Feature',
          properties: { color, dashed: isDashed },
          geometry: { type: 'LineString', coordinates: way.map(([lon, lat]) => [lon, lat]) },
        })),
      }
      map.getSource<GeoJSONSource>('ways')?.setData(lines)
    },
    /** Everything that is named comes into view. */
    show(places: readonly { readonly latitude: number; readonly longitude: number }[]): void {
      if (places.length === 0) return
      const bounds = new LngLatBounds()
      for (const { latitude, longitude } of places) bounds.extend([longitude, latitude])
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
      map.fitBounds(bounds, { padding: 56, maxZoom: 14, duration: isCalm ? 0 : 600 })
    },
  }
}
export type MapDrawing = ReturnType<typeof drawOn>
