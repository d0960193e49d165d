import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl'
import { nothing } from './overlays.ts'

/** What is drawn of a past: pieces with their colour, and dashes where nothing is known in between. */
export interface DrawnTrail {
  readonly pieces: FeatureCollection
  readonly gaps: FeatureCollection
}
export const noTrail: DrawnTrail = { pieces: nothing, gaps: nothing }

export const layTrail = (map: GlMap, edge: string, { pieces, gaps }: DrawnTrail): void => {
  map.addSource('gaps', { type: 'geojson', data: gaps })
  map.addSource('trail', { type: 'geojson', data: pieces })
  const line = { 'line-join': 'round', 'line-cap': 'round' } as const
  map.addLayer({
    id: 'gaps',
    type: 'line',
    source: 'gaps',
    layout: { 'line-join': 'round' },
    paint: { 'line-color': ['get', 'color'], 'line-width': 2.5, 'line-dasharray': [1, 2] },
  })
  map.addLayer({
    id: 'trail-edge',
    type: 'line',
    source: 'trail',
    layout: line,
    paint: { 'line-color': edge, 'line-width': 8 },
  })
  map.addLayer({
    id: 'trail',
    type: 'line',
    source: 'trail',
    layout: line,
    paint: { 'line-color': ['get', 'color'], 'line-width': 5 },
  })
}

export const fillTrail = (map: GlMap, { pieces, gaps }: DrawnTrail): void => {
  map.getSource<GeoJSONSource>('trail')?.setData(pieces)
  map.getSource<GeoJSONSource>('gaps')?.setData(gaps)
}
