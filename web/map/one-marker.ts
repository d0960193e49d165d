import type { FeatureCollection } from 'geojson'
import type { Map as GlMap } from 'maplibre-gl'
import { circle } from './geo.ts'
import { createGlide, type Fix, type Glide, type Pose } from './glide.ts'
import { createMarker, type MapSubject } from './marker.ts'
import type { OverlayName } from './overlays.ts'
import { tailOf } from './tail.ts'

export interface MarkerFix extends Fix {
  readonly acc?: number
}

interface OneMarkerOptions {
  readonly map: GlMap
  readonly isCalm: () => boolean
  readonly draw: (name: OverlayName, data: FeatureCollection) => void
}

const wideAccuracy = 30
const tailEvery = 120

/** The vehicle that is looked at: it glides with every frame, with its tail and the circle that it may be in. */
export const createOneMarker = ({ map, isCalm, draw }: OneMarkerOptions) => {
  let shown: { subject: MapSubject; marker: ReturnType<typeof createMarker>; glide: Glide } | null = null
  let way: readonly MarkerFix[] = []
  let frame = 0
  let tailsAt = 0

  const drawTail = (pose: Pose | null) => {
    const color = shown?.subject.color ?? ''
    const acc = way.at(-1)?.acc ?? 0
    const isUnsure = pose !== null && acc > wideAccuracy
    draw('tails', { type: 'FeatureCollection', features: tailOf(way.slice(0, -1), pose, color) })
    draw('accuracy', {
      type: 'FeatureCollection',
      features: isUnsure ? [{ ...circle(pose, acc), properties: { color } }] : [],
    })
  }
  const step = (now: number) => {
    frame = 0
    if (!shown) return
    const pose = shown.glide.at(now)
    if (pose) shown.marker.show(pose)
    const isMoving = shown.glide.moving(now)
    if (!isMoving || now - tailsAt >= tailEvery) {
      tailsAt = now
      drawTail(pose)
    }
    if (isMoving) frame = requestAnimationFrame(step)
  }
  const hide = () => {
    cancelAnimationFrame(frame)
    frame = 0
    shown?.marker.marker.remove()
    shown = null
    way = []
    drawTail(null)
  }
  const show = (subject: MapSubject) => {
    const { id, icon, color } = subject
    const known = shown?.subject
    if (shown && known?.id === id && known.icon === icon && known.color === color) return shown
    const glide = known?.id === id ? shown!.glide : createGlide(isCalm)
    shown?.marker.marker.remove()
    shown = { subject, marker: createMarker(subject, undefined), glide }
    return shown
  }

  return {
    /** Follows the last fix of the way. */
    follow(subject: MapSubject, label: string, isStale: boolean, fixes: readonly MarkerFix[]): void {
      const latest = fixes.at(-1)
      if (!latest) {
        hide()
        return
      }
      const { marker, glide } = show(subject)
      way = fixes
      glide.goTo(latest, performance.now())
      marker.show(glide.at(performance.now())!)
      marker.describe(label, isStale)
      marker.marker.addTo(map)
      if (!frame) frame = requestAnimationFrame(step)
    },
    /** Stands at a place of the past. */
    stand(subject: MapSubject, label: string, pose: Pose): void {
      cancelAnimationFrame(frame)
      frame = 0
      const { marker } = show(subject)
      way = []
      marker.show(pose)
      marker.describe(label, false)
      marker.marker.addTo(map)
    },
    clearTail: (): void => drawTail(null),
    hide,
    close: (): void => cancelAnimationFrame(frame),
  }
}
