import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl'
import type { MapColours } from './colours.ts'

/** What we draw over any base map, from the bottom up. */
export const overlayNames = ['grid', 'history', 'accuracy', 'tails'] as const
export type OverlayName = (typeof overlayNames)[number]

export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** A new base style has forgotten them: they are laid again, with the data they had. */
export const layOverlays = (
  map: GlMap,
  colours: MapColours,
  data: Readonly<Record<OverlayName, FeatureCollection>>,
) => {
  for (const name of overlayNames) map.addSource(name, { type: 'geojson', data: data[name] })

  map.addLayer({
    id: 'grid',
    type: 'line',
    source: 'grid',
    paint: {
      'line-color': ['case', ['get', 'strong'], colours['grid-strong'], colours.grid],
      'line-width': ['case', ['get', 'strong'], 1, 0.75],
    },
  })
  map.addLayer({
    id: 'history',
    type: 'line',
    source: 'history',
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': ['get', 'color'], 'line-width': 2, 'line-opacity': 0.3 },
  })
  map.addLayer({
    id: 'accuracy',
    type: 'fill',
    source: 'accuracy',
    paint: { 'fill-color': ['get', 'color'], 'fill-opacity': 0.14 },
  })
  map.addLayer({
    id: 'tails',
    type: 'line',
    source: 'tails',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['get', 'color'],
      'line-width': ['interpolate', ['linear'], ['get', 'fade'], 0, 2, 1, 5],
      'line-opacity': ['*', 0.85, ['get', 'fade']],
    },
  })
}

export const fillOverlay = (map: GlMap, name: OverlayName, data: FeatureCollection): void => {
  map.getSource<GeoJSONSource>(name)?.setData(data)
}
