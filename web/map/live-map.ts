import type { FeatureCollection } from 'geojson'
import { dressMap, type MapSource } from './base-style.ts'
import { createCamera } from './camera.ts'
import { readMapColours } from './colours.ts'
import { circle, type Place } from './geo.ts'
import { createGlide, type Fix, type Glide } from './glide.ts'
import { gridNote } from './grid-note.ts'
import { createMarker, type MapSubject } from './marker.ts'
import { type MapWords, openMap } from './open-map.ts'
import { fillOverlay, layOverlays, nothing, type OverlayName } from './overlays.ts'
import { tailOf } from './tail.ts'

export interface MapFix extends Fix {
  readonly acc?: number
}
export interface LiveMapOptions {
  readonly container: HTMLElement
  readonly source: MapSource
  readonly words: MapWords
  /** The visitor has taken the map into their own hands. */
  readonly onFree: () => void
  /** Makes markers into buttons. */
  readonly onPick?: (id: string) => void
}

interface Shown {
  readonly marker: ReturnType<typeof createMarker>
  readonly glide: Glide
  readonly icon: string
  readonly color: string
  way: readonly MapFix[]
}

const wideAccuracy = 30
const tailEvery = 120

/** A map on which subjects move. Everything that it holds is gone after `remove`. */
export const createLiveMap = ({ container, source, words, onFree, onPick }: LiveMapOptions) => {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const map = openMap({ container, source, words })
  const note = gridNote(words.gridSquare, (lines) => draw('grid', lines))
  map.addControl(note, 'bottom-left')

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
  map.on('style.load', () => layOverlays(map, readMapColours(container), drawn))
  const undress = dressMap(map, source)
  const camera = createCamera(map)

  const shown = new Map<string, Shown>()
  let followed: readonly string[] = []
  let frame = 0
  let tailsAt = 0

  const free = () => {
    followed = []
    onFree()
  }
  map.on('dragstart', free)
  map.getCanvas().addEventListener('keydown', ({ key }) => key.startsWith('Arrow') && free())

  const places = (ids: readonly string[]): Place[] => ids.flatMap((id) => shown.get(id)?.way.at(-1) ?? [])

  const keepInView = () => camera.keepInView(places(followed))

  const step = (now: number) => {
    let moving = false
    for (const { marker, glide } of shown.values()) {
      const pose = glide.at(now)
      if (pose) marker.show(pose)
      moving ||= glide.moving(now)
    }
    if (!moving || now - tailsAt >= tailEvery) {
      tailsAt = now
      drawTails(now)
    }
    frame = moving ? requestAnimationFrame(step) : 0
  }

  const drawTails = (now: number) => {
    const tails = [...shown.values()].flatMap(({ way, glide, color }) =>
      tailOf(way.slice(0, -1), glide.at(now), color),
    )
    const unsure = [...shown.values()].flatMap(({ way, glide, color }) => {
      const [acc, pose] = [way.at(-1)?.acc ?? 0, glide.at(now)]
      return acc > wideAccuracy && pose ? [{ ...circle(pose, acc), properties: { color } }] : []
    })
    draw('tails', { type: 'FeatureCollection', features: tails })
    draw('accuracy', { type: 'FeatureCollection', features: unsure })
  }

  const show = (subject: MapSubject): Shown => {
    const known = shown.get(subject.id)
    if (known?.icon === subject.icon && known.color === subject.color) return known
    known?.marker.marker.remove()
    const { icon, color } = subject
    const glide = known?.glide ?? createGlide(() => calm.matches || document.hidden)
    const made = { marker: createMarker(subject, onPick), glide, icon, color, way: [] }
    shown.set(subject.id, made)
    return made
  }

  return {
    /** For what a page draws over it besides. */
    map,
    /** Shows a subject, or brings it up to date; the last fix of the way is where it is. */
    place(subject: MapSubject, way: readonly MapFix[]): void {
      const latest = way.at(-1)
      if (!latest) return
      const one = show(subject)
      one.way = way
      one.glide.goTo(latest, performance.now())
      one.marker.show(one.glide.at(performance.now())!)
      one.marker.marker.addTo(map)
      if (followed.includes(subject.id)) keepInView()
      if (!frame) frame = requestAnimationFrame(step)
    },
    drop(id: string): void {
      shown.get(id)?.marker.marker.remove()
      shown.delete(id)
      if (!frame) frame = requestAnimationFrame(step)
    },
    describe(id: string, label: string, stale: boolean): void {
      shown.get(id)?.marker.describe(label, stale)
    },
    follow(ids: readonly string[]): void {
      followed = ids
      camera.look(places(ids))
    },
    /** What lies over the map's edge and must not hide who is followed. */
    pad(padding: { left: number; bottom: number }): void {
      map.setPadding({ top: 0, right: 0, ...padding })
    },
    history(lines: FeatureCollection): void {
      draw('history', lines)
    },
    remove(): void {
      cancelAnimationFrame(frame)
      undress()
      shown.clear()
      map.remove()
    },
  }
}
export type LiveMap = ReturnType<typeof createLiveMap>
