import 'maplibre-gl/dist/maplibre-gl.css'
import './map.css'
import { AttributionControl, Map as GlMap, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type MapSource, outlinesOf } from './base-style.ts'
import { readMapColours } from './colours.ts'

export interface MapWords {
  readonly map: string
  readonly zoomIn: string
  readonly zoomOut: string
  readonly credits: string
  readonly gridSquare: (metres: number) => string
}

interface OpenMapOptions {
  readonly container: HTMLElement
  readonly source: MapSource
  readonly words: MapWords
  /** Milliseconds in which names and symbols come and go; the map's own usual time unless given. */
  readonly fadeDuration?: number
}

/** A flat map with north above, its buttons and its credits. Throws where the browser cannot draw it. */
export const openMap = ({ container, source, words, ...more }: OpenMapOptions): GlMap => {
  setWorkerUrl(new URL(workerUrl, location.href).href)
  const map = new GlMap({
    container,
    style: outlinesOf(source)(readMapColours(container)),
    center: [0, 20],
    zoom: 1,
    minZoom: 0.5,
    maxZoom: 19,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    locale: {
      'Map.Title': words.map,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
      'AttributionControl.ToggleAttribution': words.credits,
    },
    ...more,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new AttributionControl({ compact: true }), 'bottom-right')
  map.on('error', () => {}) // tiles that do not come are no news; without a listener they would fill the console
  return map
}
