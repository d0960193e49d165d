import type { LivePosition } from '../../../domain/positions/schema.ts'
import type { Language } from '../../../domain/problem.ts'
import type { LiveSubject } from '../../../domain/protocol.ts'
import type { FleetOverview, VehicleView } from '../../../domain/vehicles/schema.ts'
import { fold } from './listing.ts'

/** A vehicle as the fleet page holds it, changed in place: ten thousand of them are not made anew each second. */
export interface Car {
  /** Its number on the map, from 0, the same as long as the page is open. */
  readonly n: number
  readonly id: string
  imei: string
  name: string
  plate: string | null
  icon: string
  color: string
  /** What is searched: name, plate and identifier, folded. */
  text: string
  /** Its place among all names. */
  rank: number
  /** When its device last spoke; milliseconds since 1970 UTC, like `t`. */
  seen: number | null
  /** When it was at `lat`, `lon`; null where it never was anywhere. */
  t: number | null
  lat: number
  lon: number
  spd: number | null
  hdg: number | null
  acc: number | null
  /** How many have a link of it open. */
  viewers: number
}

/** What is known of the fleet, from the list and from the socket alike. */
export const createFleetModel = (lang: Language) => {
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: 'base' })
  const byId = new Map<string, Car>()
  let cars: Car[] = []
  let count = 0
  let numbers = 0
  let version = 0

  const rankAll = () => {
    version += 1
    cars.sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
    for (let i = 0; i < cars.length; i++) cars[i]!.rank = i
  }
  const rename = (
    car: Car,
    facts: Partial<Pick<Car, 'imei' | 'name' | 'plate' | 'icon' | 'color'>>,
  ): boolean => {
    const isOther = facts.name !== undefined && facts.name !== car.name
    Object.assign(car, facts)
    version += 1
    car.text = fold(`${car.name} ${car.plate ?? ''} ${car.imei}`)
    return isOther
  }
  const place = (car: Car, t: number, lat: number, lon: number, measures: Partial<LivePosition>): boolean => {
    if (car.t !== null && car.t >= t) return false
    car.t = t
    car.lat = lat
    car.lon = lon
    car.spd = measures.spd ?? null
    car.hdg = measures.hdg ?? null
    car.acc = measures.acc ?? null
    if (car.seen === null || car.seen < t) car.seen = t
    return true
  }
  const carOf = (id: string): Car => {
    const known = byId.get(id)
    if (known) return known
    const car: Car = { ...unknown, n: numbers++, id }
    byId.set(id, car)
    cars.push(car)
    return car
  }

  return {
    all: (): readonly Car[] => cars,
    /** How many there are; more than are shown, where there are more than 10,000. */
    count: (): number => Math.max(count, cars.length),
    /** Another number whenever names, or who there is, have changed. */
    version: (): number => version,
    byId: (id: string): Car | undefined => byId.get(id),
    byImei: (imei: string): Car | undefined => cars.find((car) => car.imei === imei),
    /** The list as it was read; says who is in it no more. What the socket told since is newer and stays. */
    fill(read: FleetOverview): readonly Car[] {
      const there = new Set(read.id)
      const gone = cars.filter(({ id }) => !there.has(id))
      for (const { id } of gone) byId.delete(id)
      cars = cars.filter(({ id }) => there.has(id))
      count = read.count
      read.id.forEach((id, i) => {
        const car = carOf(id)
        const [imei, name] = [read.imei[i]!, read.name[i]!]
        const [plate, icon, color] = [read.plate[i] ?? null, read.icon[i]!, read.color[i]!]
        if (car.imei !== imei || car.name !== name || car.plate !== plate) rename(car, { imei, name, plate })
        car.icon = icon
        car.color = color
        const [t, lat, lon] = [read.t[i] ?? null, read.lat[i] ?? null, read.lon[i] ?? null]
        const [spd, hdg, acc] = [read.spd[i], read.hdg[i], read.acc[i]]
        if (t !== null && lat !== null && lon !== null)
          place(car, t, lat, lon, {
            ...(spd != null && { spd }),
            ...(hdg != null && { hdg }),
            ...(acc != null && { acc }),
          })
        car.seen = Math.max(car.seen ?? 0, read.seen[i] ?? 0) || null
      })
      rankAll()
      return gone
    },
    /** Of one vehicle, as it was changed or made here. */
    put(view: VehicleView): Car {
      const { id, imei, name, plate, icon, color } = view
      const car = carOf(id)
      if (rename(car, { imei, name, plate, icon, color }) || car.rank < 0) rankAll()
      return car
    },
    /** What the socket says of its looks; undefined for one that is not in the list yet. */
    describe({ id, name, icon, color }: LiveSubject): Car | undefined {
      const car = byId.get(id)
      if (car && rename(car, { name, icon, color })) rankAll()
      return car
    },
    /** Fixes in the order in which they came; says who has moved. */
    move(fixes: readonly LivePosition[]): ReadonlySet<Car> {
      const moved = new Set<Car>()
      for (const fix of fixes) {
        const car = byId.get(fix.id)
        if (car && place(car, fix.t, fix.lat, fix.lon, fix)) moved.add(car)
      }
      return moved
    },
    drop(id: string): Car | undefined {
      const car = byId.get(id)
      byId.delete(id)
      version += 1
      cars = cars.filter((one) => one !== car)
      if (car && count > cars.length) count -= 1
      return car
    },
  }
}
export type FleetModel = ReturnType<typeof createFleetModel>

const unknown = {
  imei: '',
  name: '',
  plate: null,
  icon: 'other',
  color: '',
  text: '',
  rank: -1,
  seen: null,
  t: null,
  lat: 0,
  lon: 0,
  spd: null,
  hdg: null,
  acc: null,
  viewers: 0,
}
