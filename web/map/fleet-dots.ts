import type { Feature, FeatureCollection, Point } from 'geojson'
import type { GeoJSONFeatureDiff, GeoJSONSource, Map as GlMap } from 'maplibre-gl'
import { createGlides } from './glides.ts'
import type { Box } from './grid.ts'

/** A vehicle as the map draws it. `n`: its number, from 0, the same for as long as the map lives. */
export interface Dot {
  readonly n: number
  readonly icon: string
  readonly color: string
  readonly lat: number
  readonly lon: number
  readonly heading: number | null
  /** Milliseconds since 1970 UTC. */
  readonly t: number
  readonly isStale: boolean
}

/** With so many around the view or fewer, they glide; more are moved once a second, far out, where that is a pixel. */
const mostGliding = 800
const restMs = 1000
const fewMs = 100
const manyMs = 250

/**
 * Keeps the map's source in step with the fleet. It holds those around the view alone: clusters are made of them in
 * the map's worker, and a change of one is a difference, never the whole again.
 */
export const createFleetDots = (map: GlMap, isCalm: () => boolean) => {
  const glides = createGlides()
  const dots = new Map<number, Dot>()
  const inSource = new Set<number>()
  const changed = new Set<number>()
  const moving = new Set<number>()
  let without = -1
  let around: Box = { west: -180, south: -90, east: 180, north: 90 }
  let timer: ReturnType<typeof setTimeout> | undefined
  let isSending = false
  let isOver = false

  const source = () => map.getSource<GeoJSONSource>('fleet')
  const isAround = ({ lat, lon }: Dot): boolean =>
    lat >= around.south &&
    lat <= around.north &&
    (around.west <= around.east
      ? lon >= around.west && lon <= around.east
      : lon >= around.west || lon <= around.east)
  const isShown = (dot: Dot): boolean => dot.n !== without && isAround(dot)

  const featureOf = (dot: Dot): Feature<Point> => ({
    type: 'Feature',
    id: dot.n,
    properties: looksOf(dot),
    geometry: { type: 'Point', coordinates: [dot.lon, dot.lat] },
  })

  /** Puts in who came near, takes out who left, moves the rest. */
  const send = async (): Promise<void> => {
    const fleet = source()
    if (!fleet || isSending) return
    const now = performance.now()
    const isGliding = inSource.size <= mostGliding && !isCalm()
    const add: Feature<Point>[] = []
    const remove: number[] = []
    const update: GeoJSONFeatureDiff[] = []
    for (const n of changed) {
      const dot = dots.get(n)
      const wasThere = inSource.has(n)
      if (!dot || !isShown(dot)) {
        if (wasThere) {
          remove.push(n)
          inSource.delete(n)
        }
        moving.delete(n)
      } else if (!wasThere) {
        add.push(featureOf(dot))
        inSource.add(n)
      } else if (isGliding && glides.isMoving(n, now)) moving.add(n)
      else update.push(moveOf(n, dot.lon, dot.lat, dot))
    }
    for (const n of moving) {
      const dot = dots.get(n)
      if (dot)
        update.push(moveOf(n, glides.lon(n, now), glides.lat(n, now), changed.has(n) ? dot : undefined))
      if (!dot || !isGliding || !glides.isMoving(n, now)) moving.delete(n)
    }
    changed.clear()
    if (!add.length && !remove.length && !update.length) return
    isSending = true
    try {
      await fleet.updateData({ add, remove, update })
    } catch {
      // The base map was changed meanwhile: the whole is laid anew with it.
    } finally {
      isSending = false
    }
  }

  /** Not before the last beat was drawn; the more there are, the longer the pause. */
  const beat = () => {
    timer = undefined
    if (isOver) return
    if (document.hidden) return schedule(restMs)
    send().then(() => {
      if (changed.size || moving.size)
        schedule(inSource.size > mostGliding ? restMs : inSource.size > 200 ? manyMs : fewMs)
    })
  }
  const schedule = (ms: number) => {
    if (timer === undefined && !isOver) timer = setTimeout(beat, ms)
  }

  return {
    put(dot: Dot): void {
      glides.goTo(dot.n, dot.lat, dot.lon, dot.t, performance.now(), isCalm() || !inSource.has(dot.n))
      dots.set(dot.n, dot)
      changed.add(dot.n)
      schedule(inSource.size > mostGliding ? restMs : fewMs)
    },
    drop(n: number): void {
      dots.delete(n)
      glides.forget(n)
      changed.add(n)
      schedule(fewMs)
    },
    /** The one that is drawn apart; −1: none. */
    leaveOut(n: number): void {
      changed.add(without).add(n)
      without = n
      schedule(0)
    },
    /** The view has moved: these degrees are around it. */
    look(box: Box): void {
      around = box
      for (const dot of dots.values()) if (isShown(dot) !== inSource.has(dot.n)) changed.add(dot.n)
      if (changed.size) schedule(0)
    },
    /** All that belongs into a source that is laid anew. */
    whole(): FeatureCollection<Point> {
      inSource.clear()
      moving.clear()
      const features: Feature<Point>[] = []
      for (const dot of dots.values())
        if (isShown(dot)) {
          inSource.add(dot.n)
          features.push(featureOf(dot))
        }
      changed.clear()
      return { type: 'FeatureCollection', features }
    },
    placeOf: (n: number): Dot | undefined => dots.get(n),
    counts: () => ({ all: dots.size, around: inSource.size, gliding: moving.size }),
    close(): void {
      isOver = true
      clearTimeout(timer)
    },
  }
}

const looksOf = ({ n, icon, color, heading, isStale }: Dot) => ({
  n,
  face: `face:${icon}:${color}:${isStale ? 1 : 0}`,
  ground: `ground:${color}:${heading === null || isStale ? 0 : 1}:${isStale ? 1 : 0}`,
  name: `name:${n}`,
  heading: heading ?? 0,
})

const moveOf = (n: number, lon: number, lat: number, looks: Dot | undefined): GeoJSONFeatureDiff => ({
  id: n,
  newGeometry: { type: 'Point', coordinates: [lon, lat] },
  ...(looks && {
    addOrUpdateProperties: Object.entries(looksOf(looks)).map(([key, value]) => ({ key, value })),
  }),
})
