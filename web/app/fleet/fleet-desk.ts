import type { LivePosition } from '../../../domain/positions/schema.ts'
import { unpackTrail } from '../../../domain/positions/trail/packed.ts'
import type { Language } from '../../../domain/problem.ts'
import type { FleetOverview, VehicleView } from '../../../domain/vehicles/schema.ts'
import { extendWay } from '../../live/way.ts'
import type { FleetGlMap } from '../../map/fleet-map.ts'
import type { Box } from '../../map/grid.ts'
import type { AppProps } from '../../pages/app.ts'
import type { Api } from '../api.ts'
import { dotOf, labelOf, openDeskMap, showHistory } from './desk-map.ts'
import { watchFleet } from './fleet-live.ts'
import { type Car, createFleetModel } from './model.ts'
import { contains, cornersOf, wholeFleet } from './viewport.ts'

interface DeskSettings {
  readonly api: Api
  readonly lang: Language
  readonly source: AppProps['map']
  /** Something that the page shows is other than it was. */
  readonly onChange: () => void
  readonly onPick: (car: Car) => void
  readonly onSessionChanged: () => void
}

/** How long the page waits before it reads the list anew; a thousand new vehicles are one list. */
const gatherMs = 500
/** What the socket does not tell of a large fleet, the list does. */
const readAgainMs = 60_000
const tailMs = 15 * 60_000
const keepMs = 3_000

/** What the fleet page works with: the list, the socket and the map, kept in step. */
export const openFleetDesk = ({ api, lang, source, ...on }: DeskSettings) => {
  const model = createFleetModel(lang)
  const byNumber: Car[] = []
  let list: 'loading' | 'failed' | 'ready' = 'loading'
  let map: FleetGlMap | null = null
  let mapState: 'loading' | 'failed' | 'ready' = 'loading'
  let following: Car | 'all' | null = 'all'
  let opened: Car | null = null
  let way: readonly LivePosition[] = []
  let isInPast = false
  let view: Box | null = null
  let isClosed = false
  let keptAt = Number.NEGATIVE_INFINITY
  let reading: ReturnType<typeof setTimeout> | undefined

  const draw = (cars: Iterable<Car>) => {
    const now = live.now()
    for (const car of cars) {
      byNumber[car.n] = car
      const dot = dotOf(car, now)
      if (dot) map?.put(dot)
    }
    if (opened) drawOpened(opened)
    keepInView()
  }
  const drawOpened = (car: Car) => {
    const dot = dotOf(car, live.now())
    if (!map || !dot || isInPast) return
    const { lat, lon, t, acc } = car
    const here = {
      t: t!,
      lat,
      lon,
      ...(dot.heading !== null && { hdg: dot.heading }),
      ...(acc !== null && { acc }),
    }
    const before = way.filter((fix) => fix.t < here.t)
    map.marker.follow(car, labelOf(lang, car, live.now()), dot.isStale, [...before, here])
  }
  const keepInView = () => {
    if (!map || isInPast) return
    if (following === 'all') {
      // Ten thousand places are gone through now and then, not with every frame from the socket.
      if (performance.now() - keptAt < keepMs) return
      keptAt = performance.now()
      map.keepInView(cornersOf(model.all()), 0.02)
    } else if (following?.t != null) map.keepInView([following])
  }

  const take = (fixes: readonly LivePosition[]) => {
    const own = opened && fixes.filter(({ id }) => id === opened!.id)
    if (own?.length) way = extendWay(way, own)
    draw(model.move(fixes))
  }
  const live = watchFleet({
    onFixes: take,
    onSubjects: (subjects) => {
      let isNew = false
      for (const subject of subjects) {
        const car = model.describe(subject)
        isNew ||= !car
        if (car) draw([car])
      }
      if (isNew) readSoon()
    },
    onViewers: (id, count) => {
      const car = model.byId(id)
      if (car) car.viewers = count
    },
    onRemoved: (id) => {
      forget(model.drop(id))
      on.onChange()
    },
    onLine: on.onChange,
    onBack: () => readSoon(),
    onSessionChanged: on.onSessionChanged,
    renew: api.renew,
  })
  const forget = (car: Car | undefined) => {
    if (!car) return
    map?.drop(car.n)
    if (opened === car) open(null)
    if (following === car) following = null
  }
  const readSoon = () => {
    clearTimeout(reading)
    reading = setTimeout(readAgain, gatherMs)
  }
  /** The list on the screen stays until there is a newer one. */
  const readAgain = async (): Promise<void> => {
    try {
      const read = await api.get<FleetOverview>('/api/fleet/overview')
      if (isClosed) return
      for (const car of model.fill(read)) forget(car)
      list = 'ready'
      live.size(model.count())
      draw(model.all())
    } catch {
      if (list !== 'ready') list = 'failed'
    }
    on.onChange()
  }
  const ticking = setInterval(() => !document.hidden && on.onChange(), 1000)
  const redrawing = setInterval(() => draw(model.all()), 30_000) // a vehicle that falls silent turns grey
  const rereading = setInterval(() => !document.hidden && !live.followsAll() && readAgain(), readAgainMs)

  const follow = (whom: typeof following) => {
    following = whom
    if (whom === 'all') map?.look(cornersOf(model.all()))
    else if (whom?.t != null) map?.look([whom])
    on.onChange()
  }
  /** The vehicle whose page is open: it is followed by its name, and drawn with the way that it has come. */
  const open = (car: Car | null) => {
    if (opened === car) return
    opened = car
    way = []
    map?.leaveOut(car?.n ?? -1)
    live.watch(car?.imei ?? null)
    if (car) {
      drawOpened(car)
      readWay(car)
    } else map?.marker.hide()
  }
  const readWay = async (car: Car) => {
    const from = new Date(live.now() - tailMs).toISOString()
    const path = `/api/fleet/vehicles/${encodeURIComponent(car.imei)}/trail?format=binary&from=${from}&tolerance=3`
    const file = await api.file(path).catch(() => null)
    if (!file || opened !== car) return
    const past = unpackTrail(new Uint8Array(await file.arrayBuffer())).at(-1) ?? []
    const fixes = past.map(({ recordedAt: t, latE7, lonE7 }) => ({
      ...{ id: car.id, t, seq: t, lat: latE7 / 1e7, lon: lonE7 / 1e7 },
    }))
    way = extendWay(fixes, way)
    if (opened === car) drawOpened(car)
  }

  return {
    state: () => ({ list, mapState, following, opened, isOffline: live.isOffline() }),
    model,
    now: live.now,
    map: () => map,
    isInView: (car: Car): boolean => car.t !== null && (!view || contains(view, car.lat, car.lon)),
    follow,
    open,
    /** While a past is looked at, the map shows no present of the vehicle that is open. */
    lookBack(isBack: boolean): void {
      isInPast = isBack
      if (isBack) following = null
      else if (opened) {
        map?.marker.hide()
        drawOpened(opened)
      }
    },
    load(): void {
      list = 'loading'
      on.onChange()
      readAgain()
    },
    put(view: VehicleView): Car {
      const car = model.put(view)
      list = 'ready'
      live.size(model.count())
      if (opened === car) live.watch(car.imei)
      draw([car])
      on.onChange()
      return car
    },
    remove(car: Car): void {
      forget(model.drop(car.id))
      on.onChange()
    },
    async openMap(container: HTMLElement, sheet: HTMLElement): Promise<void> {
      try {
        const made = await openDeskMap({
          ...{ container, source, lang, sheet, now: live.now },
          carOf: (n) => byNumber[n],
          onPick: on.onPick,
          onFree: () => following !== null && follow(null),
          onView: (seen) => {
            view = seen
            live.look(seen)
          },
        })
        if (isClosed) return made.remove()
        map = made
        mapState = 'ready'
        if (model.count() <= wholeFleet) showHistory(api, made)
        map.leaveOut(opened?.n ?? -1)
      } catch {
        mapState = 'failed' // no WebGL, or the chunk did not come: the list remains
        live.look(everywhere)
      }
      draw(model.all())
      follow(following)
    },
    close(): void {
      isClosed = true
      for (const timer of [ticking, redrawing, rereading]) clearInterval(timer)
      clearTimeout(reading)
      live.close()
      map?.remove()
    },
  }
}
export type FleetDesk = ReturnType<typeof openFleetDesk>

/** Without a map a large fleet is followed as far as its list goes. */
const everywhere: Box = { west: -180, south: -90, east: 180, north: 90 }
