import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, MapGeoJSONFeature, Point as ScreenPoint } from 'maplibre-gl'
import { dressMap, type MapSource } from './base-style.ts'
import { createCamera } from './camera.ts'
import { readMapColours } from './colours.ts'
import { drawDot, readInks } from './dot-images.ts'
import { createFleetDots, type Dot } from './fleet-dots.ts'
import { fleetLayers, fleetSource, pressable } from './fleet-style.ts'
import type { Box } from './grid.ts'
import { gridNote } from './grid-note.ts'
import { createMapButtons, type MapButton } from './map-buttons.ts'
import { createOneMarker } from './one-marker.ts'
import { type MapWords, openMap } from './open-map.ts'
import { fillOverlay, layOverlays, nothing, type OverlayName } from './overlays.ts'
import { type DrawnTrail, fillTrail, layTrail, noTrail } from './trail-overlay.ts'

export interface FleetMapOptions {
  readonly container: HTMLElement
  readonly source: MapSource
  readonly words: MapWords & {
    /** "12 vehicles; show them" */
    readonly many: (count: number) => string
  }
  /** What a vehicle is called, on the map and by a screen reader. */
  readonly nameOf: (n: number) => string | undefined
  readonly describe: (n: number) => string
  readonly onPick: (n: number) => void
  /** Somebody has taken the map into their own hands. */
  readonly onFree: () => void
  /** The map rests over these degrees. */
  readonly onView: (view: Box) => void
}

const reach = 14

/** The members' map: ten thousand vehicles as layers of the map, and the one that is looked at as a marker. */
export const createFleetMap = (options: FleetMapOptions) => {
  const { container, source, words, nameOf, describe, onPick, onFree, onView } = options
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const map = openMap({ container, source, words, fadeDuration: 0 })
  const camera = createCamera(map)
  const dots = createFleetDots(map, () => calm.matches)
  let inks = readInks(container)
  let trail: DrawnTrail = noTrail
  let isDimmed = false

  const drawn: Record<OverlayName, FeatureCollection> = {
    grid: nothing,
    history: nothing,
    accuracy: nothing,
    tails: nothing,
  }
  const draw = (name: OverlayName, data: FeatureCollection) => {
    drawn[name] = data
    fillOverlay(map, name, data)
  }
  const dim = () => {
    for (const layer of ['names', 'grounds', 'faces', 'many'])
      if (map.getLayer(layer)) map.setPaintProperty(layer, 'icon-opacity', isDimmed ? 0.35 : 1)
    if (map.getLayer('history')) map.setPaintProperty('history', 'line-opacity', isDimmed ? 0 : 0.3)
  }
  map.on('style.load', () => {
    inks = readInks(container)
    layOverlays(map, readMapColours(container), drawn)
    layTrail(map, inks.card, trail)
    map.addSource('fleet', { ...fleetSource, data: dots.whole() } as typeof fleetSource)
    for (const layer of fleetLayers) map.addLayer(layer)
    dim()
  })
  map.setMissingStyleImageResolver((id) => {
    const image = drawDot(id, inks, (n) => nameOf(Number(n)))
    if (image && !map.hasImage(id)) map.addImage(id, image.data, { pixelRatio: image.pixelRatio })
  })
  map.addControl(
    gridNote(words.gridSquare, (lines) => draw('grid', lines)),
    'bottom-left',
  )
  const undress = dressMap(map, source)
  const marker = createOneMarker({ map, isCalm: () => calm.matches || document.hidden, draw })

  const free = () => onFree()
  map.on('dragstart', free)
  map.on('zoomstart', ({ originalEvent }) => originalEvent && free()) // with all in view there is no zooming in
  map.getCanvas().addEventListener('keydown', ({ key }) => key.startsWith('Arrow') && free())

  const viewOf = (pad: number): Box => {
    const bounds = map.getBounds()
    const [wide, high] = [bounds.getEast() - bounds.getWest(), bounds.getNorth() - bounds.getSouth()]
    if (wide * (1 + 2 * pad) >= 360) return { west: -180, south: -90, east: 180, north: 90 }
    return {
      west: wrapped(bounds.getWest() - wide * pad),
      east: wrapped(bounds.getEast() + wide * pad),
      south: Math.max(-90, bounds.getSouth() - high * pad),
      north: Math.min(90, bounds.getNorth() + high * pad),
    }
  }
  let lookedAt = 0
  const lookAround = () => {
    lookedAt = performance.now()
    dots.look(viewOf(1))
  }
  map.on('move', () => performance.now() - lookedAt > 250 && lookAround())
  map.on('moveend', () => {
    lookAround()
    onView(viewOf(0))
  })
  map.once('load', () => {
    lookAround()
    onView(viewOf(0))
  })

  const open = async (cluster: MapGeoJSONFeature) => {
    const [lon, lat] = placeIn(cluster)
    const zoom = await map
      .getSource<GeoJSONSource>('fleet')
      ?.getClusterExpansionZoom(cluster.properties.cluster_id)
      .catch(() => undefined) // it was made anew meanwhile: a step closer will do
    free()
    map.easeTo({
      center: [lon, lat],
      zoom: Math.max(zoom ?? 0, map.getZoom() + 0.5) + 0.2,
      duration: calm.matches ? 0 : 500,
    })
  }
  const press = (one: MapGeoJSONFeature) => {
    if (one.properties.point_count) open(one)
    else onPick(one.properties.n)
  }
  const foundAt = ({ x, y }: ScreenPoint): MapGeoJSONFeature | undefined => {
    const area: [[number, number], [number, number]] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ]
    const far = (one: MapGeoJSONFeature) => {
      const at = map.project(placeIn(one))
      return (at.x - x) ** 2 + (at.y - y) ** 2
    }
    return rendered(area).sort((a, b) => far(a) - far(b))[0]
  }
  const rendered = (area?: [[number, number], [number, number]]): MapGeoJSONFeature[] =>
    map.getLayer('faces') ? map.queryRenderedFeatures(area, { layers: pressable }) : []
  map.on('click', ({ point }) => {
    const found = foundAt(point)
    if (found) press(found)
  })
  map.on('mousemove', ({ point }) => {
    if (!map.isMoving()) map.getCanvas().style.cursor = foundAt(point) ? 'pointer' : ''
  })

  const buttons = createMapButtons(map, () =>
    rendered().map((one): MapButton => {
      const [lon, lat] = placeIn(one)
      const { point_count: count, n } = one.properties
      return {
        key: count ? `many ${lon.toFixed(2)} ${lat.toFixed(2)}` : `one ${n}`,
        label: count ? words.many(count) : describe(n),
        lon,
        lat,
        press: () => press(one),
      }
    }),
  )

  return {
    put(dot: Dot): void {
      dots.put(dot)
    },
    drop(n: number): void {
      dots.drop(n)
    },
    marker,
    /** The one that the marker shows; −1: all are drawn alike. */
    leaveOut: dots.leaveOut,
    look: camera.look,
    keepInView: camera.keepInView,
    buttonsChanged: buttons.soon,
    /** What lies over the map's edge. */
    pad(padding: { left: number; bottom: number }): void {
      // A sheet that is pulled over all of the map leaves it its middle.
      const bottom = Math.min(padding.bottom, container.clientHeight * 0.6)
      map.setPadding({ top: 0, right: 0, left: padding.left, bottom })
    },
    history: (lines: FeatureCollection): void => draw('history', lines),
    /** A past, with the fleet paler behind it; `null` takes it away. */
    showTrail(shown: DrawnTrail | null): void {
      trail = shown ?? noTrail
      isDimmed = shown !== null
      fillTrail(map, trail)
      dim()
    },
    /** Tells when the map has been zoomed; answers how to hear no more of it. */
    onZoom(tell: () => void): () => void {
      map.on('zoomend', tell)
      return () => map.off('zoomend', tell)
    },
    latitude: (): number => map.getCenter().lat,
    zoom: (): number => map.getZoom(),
    counts: dots.counts,
    remove(): void {
      dots.close()
      buttons.close()
      marker.close()
      undress()
      map.remove()
    },
  }
}
export type FleetGlMap = ReturnType<typeof createFleetMap>

const placeIn = ({ geometry }: MapGeoJSONFeature): [number, number] =>
  geometry.type === 'Point' ? [geometry.coordinates[0]!, geometry.coordinates[1]!] : [0, 0]

const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180
