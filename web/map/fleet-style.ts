import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'

/** From here on the map shows vehicles one by one, whatever lies beneath another. */
export const lastClusterZoom = 15
const isMany: ExpressionSpecification = ['has', 'point_count']
const isOne: ExpressionSpecification = ['!', isMany]

export const fleetSource: SourceSpecification = {
  type: 'geojson',
  data: { type: 'FeatureCollection', features: [] },
  cluster: true,
  clusterRadius: 44,
  clusterMaxZoom: lastClusterZoom,
  maxzoom: lastClusterZoom + 2,
  buffer: 64,
}

/** 7, 42, 120, 1.3k, 12k: exact while few, so that the pictures of numbers are few too. */
const countText: ExpressionSpecification = [
  'case',
  ['<', ['get', 'point_count'], 100],
  ['to-string', ['get', 'point_count']],
  ['<', ['get', 'point_count'], 1000],
  ['to-string', ['*', 10, ['floor', ['/', ['get', 'point_count'], 10]]]],
  ['<', ['get', 'point_count'], 10_000],
  ['concat', ['to-string', ['/', ['floor', ['/', ['get', 'point_count'], 100]], 10]], 'k'],
  ['concat', ['to-string', ['floor', ['/', ['get', 'point_count'], 1000]]], 'k'],
]

/** Layers of the fleet, from the bottom up. Nothing hides a vehicle but another one; names give way to each other. */
export const fleetLayers: readonly LayerSpecification[] = [
  {
    id: 'names',
    type: 'symbol',
    source: 'fleet',
    minzoom: 12.5,
    filter: isOne,
    layout: {
      'icon-image': ['get', 'name'],
      'icon-anchor': 'top',
      'icon-offset': [0, 24],
      'icon-padding': 1,
      'symbol-z-order': 'source',
    },
  },
  {
    id: 'grounds',
    type: 'symbol',
    source: 'fleet',
    filter: isOne,
    layout: {
      'icon-image': ['get', 'ground'],
      'icon-rotate': ['get', 'heading'],
      'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-z-order': 'source',
    },
  },
  {
    id: 'faces',
    type: 'symbol',
    source: 'fleet',
    filter: isOne,
    layout: {
      'icon-image': ['get', 'face'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-z-order': 'source',
    },
  },
  {
    id: 'many',
    type: 'symbol',
    source: 'fleet',
    filter: isMany,
    layout: {
      'icon-image': ['concat', 'many:', countText],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  },
]

/** Those that can be pressed. */
export const pressable = ['many', 'faces']
