import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { MapColours } from './colours.ts'
import { landMaxZoom } from './land.ts'

export type MapStyle = StyleSpecification

/**
 * The map that is always there: land outlines from our own tiles. The outlines are true to about a kilometre, so
 * towards street level the difference of land and sea fades, lest a van on the quay seem to swim.
 */
export const outlinesStyle = (colours: MapColours, landTiles: string): MapStyle => ({
  version: 8,
  sources: { land: landSource(landTiles) },
  layers: outlineLayers(colours),
})

/**
 * A PMTiles archive with the layers of the Protomaps basemap, small and without words. It covers the outlines where it
 * has something, and leaves them where it ends.
 */
export const pmtilesStyle = (colours: MapColours, landTiles: string, archive: string): MapStyle => ({
  version: 8,
  sources: {
    land: landSource(landTiles),
    base: { type: 'vector', url: `pmtiles://${archive}`, attribution: osm },
  },
  layers: [
    ...outlineLayers(colours),
    area('earth', colours.land),
    area('landcover', colours.green, 0.5),
    area('landuse', colours.green, 0.6),
    area('water', colours.water),
    area('buildings', colours.building),
    road('road-edge', colours['road-edge'], 2.5),
    road('road', colours.road, 1),
    {
      ...road('road-major', colours['road-major'], 1.5),
      filter: ['in', ['get', 'kind'], ['literal', majorRoads]],
    },
  ],
})

const osm =
  '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener noreferrer">© OpenStreetMap</a>'
const naturalEarth =
  '<a href="https://www.naturalearthdata.com/" target="_blank" rel="noopener noreferrer">Natural Earth</a>'

const landSource = (tiles: string): SourceSpecification => ({
  type: 'vector',
  tiles: [tiles],
  maxzoom: landMaxZoom,
  attribution: naturalEarth,
})

const fading = (far: string, near: string): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  9,
  far,
  13,
  near,
]

const outlineLayers = (colours: MapColours): LayerSpecification[] => [
  { id: 'sea', type: 'background', paint: { 'background-color': fading(colours.sea, colours.land) } },
  { id: 'land', type: 'fill', source: 'land', 'source-layer': 'land', paint: { 'fill-color': colours.land } },
  {
    id: 'coast',
    type: 'line',
    source: 'land',
    'source-layer': 'land',
    paint: {
      'line-color': colours.coast,
      'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.5, 8, 1.25],
      'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, 1, 13, 0.25],
    },
  },
]

const area = (layer: string, color: string, opacity = 1): LayerSpecification => ({
  id: layer,
  type: 'fill',
  source: 'base',
  'source-layer': layer,
  filter: ['==', ['geometry-type'], 'Polygon'],
  paint: { 'fill-color': color, 'fill-opacity': opacity },
})

const majorRoads = ['highway', 'major_road']

const road = (id: string, color: string, width: number): Extract<LayerSpecification, { type: 'line' }> => ({
  id,
  type: 'line',
  source: 'base',
  'source-layer': 'roads',
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: {
    'line-color': color,
    'line-width': [
      'interpolate',
      ['exponential', 1.6],
      ['zoom'],
      8,
      width * 0.4,
      13,
      width * 1.6,
      18,
      width * 9,
    ],
  },
})
