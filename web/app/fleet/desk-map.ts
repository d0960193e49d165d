import type { FeatureCollection } from 'geojson'
import type { Language } from '../../../domain/problem.ts'
import type { FleetGlMap, FleetMapOptions } from '../../map/fleet-map.ts'
import { distanceText, relative } from '../../pages/format.ts'
import { padMap } from '../../pages/pad-map.ts'
import { plain } from '../../pages/plain.ts'
import { fill, words } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { silentAfter, stateOf } from './listing.ts'
import type { Car } from './model.ts'
import { fleetWords } from './words.ts'

interface DeskMapOptions extends Pick<FleetMapOptions, 'container' | 'source' | 'onFree' | 'onView'> {
  readonly lang: Language
  readonly sheet: HTMLElement
  readonly carOf: (n: number) => Car | undefined
  readonly onPick: (car: Car) => void
  readonly now: () => number
}

/** The members' map with its words; throws where it cannot be drawn. */
export const openDeskMap = async (options: DeskMapOptions): Promise<FleetGlMap> => {
  const { lang, sheet, carOf, onPick, now, ...rest } = options
  const { createFleetMap } = await import('../../map/fleet-map.ts')
  const w = words[lang]
  const fw = fleetWords[lang]
  const many = new Intl.NumberFormat(lang)
  const map = createFleetMap({
    ...rest,
    words: {
      map: w.map,
      zoomIn: w.zoomIn,
      zoomOut: w.zoomOut,
      credits: w.mapCredits,
      gridSquare: (metres) => fill(w.gridSquare, { distance: distanceText(lang, metres) }),
      many: (count) => fill(fw.many, { count: many.format(count) }),
    },
    nameOf: (n) => {
      const car = carOf(n)
      return car && plain(car.name)
    },
    describe: (n) => {
      const car = carOf(n)
      return car ? labelOf(lang, car, now()) : ''
    },
    onPick: (n) => {
      const car = carOf(n)
      if (car) onPick(car)
    },
  })
  padMap(map.pad, sheet)
  return map
}

/** "Van 12, moving, 12 seconds ago": what a screen reader says of a marker. */
export const labelOf = (lang: Language, car: Car, now: number): string => {
  const w = fleetWords[lang]
  const state = stateOf(car, now)
  const when = car.seen === null ? '' : `, ${relative(lang, Math.min(-1000, car.seen - now))}`
  return `${plain(car.name)}, ${w[state]}${when}`
}

/** As the map draws it; undefined where it never was anywhere. */
export const dotOf = ({ n, icon, color, lat, lon, hdg, spd, t, seen }: Car, now: number) =>
  t === null
    ? undefined
    : {
        n,
        icon,
        color,
        lat,
        lon,
        t,
        heading: spd !== null && spd < 2 ? null : hdg,
        isStale: now - Math.max(t, seen ?? 0) > silentAfter,
      }

/** Where vehicles have driven before: worth having of a small fleet, never worth an error. */
export const showHistory = async (api: Api, map: FleetGlMap): Promise<void> => {
  const lines = await api.get<FeatureCollection>('/api/fleet/history').catch(() => null)
  if (lines?.type === 'FeatureCollection') map.history(lines)
}
