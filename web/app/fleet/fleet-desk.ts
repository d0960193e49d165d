import type { Language } from '../../../domain/problem.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import type { AppProps } from '../../pages/app.ts'
import { padMap } from '../../pages/pad-map.ts'
import type { Api } from '../api.ts'
import { watchFleet } from './fleet-live.ts'
import { type FleetMap, fleetMap } from './fleet-map.ts'
import { loadFleet } from './load-fleet.ts'

interface DeskSettings {
  readonly api: Api
  readonly lang: Language
  readonly source: AppProps['map']
  readonly onChange: () => void
  readonly onSessionChanged: () => void
}

/** What the fleet page works with: the list, the socket and the map, kept in step. */
export const openFleetDesk = ({ api, lang, source, onChange, onSessionChanged }: DeskSettings) => {
  let list: 'loading' | 'failed' | 'ready' = 'loading'
  let vehicles: readonly VehicleView[] = []
  let map: FleetMap | null = null
  let mapState: 'loading' | 'failed' | 'ready' = 'loading'
  let following: string | 'all' | null = 'all'
  let closed = false
  let reading: ReturnType<typeof setTimeout> | undefined

  const draw = (ids?: readonly string[]) => {
    const moved = ids && new Set(ids)
    for (const vehicle of vehicles)
      if (!moved || moved.has(vehicle.id)) map?.update(vehicle, live.ways, Date.now())
  }
  const live = watchFleet({
    onMoved: draw,
    onChange,
    onNews: () => {
      clearTimeout(reading)
      reading = setTimeout(readAgain, 500) // a thousand new vehicles are one list
    },
    onRemoved: (gone) => {
      map?.drop(gone)
      show(
        'ready',
        vehicles.filter(({ id }) => id !== gone),
      )
    },
    onSessionChanged,
    renew: api.renew,
  })
  const ticking = setInterval(onChange, 1000)
  const redrawing = setInterval(draw, 15_000) // a vehicle that falls silent turns grey

  const follow = (whom: typeof following) => {
    following = whom
    map?.follow(whom === null ? [] : whom === 'all' ? vehicles.map(({ id }) => id) : [whom])
    onChange()
  }
  const show = (state: typeof list, fleet: readonly VehicleView[] = []) => {
    list = state
    vehicles = fleet
    draw()
    follow(following)
  }

  /** The list on the screen stays until there is a newer one. */
  const readAgain = () =>
    loadFleet(api).then(
      (fleet) => show('ready', fleet),
      () => list === 'ready' || show('failed'),
    )

  return {
    state: () => ({
      list,
      vehicles,
      mapState,
      following,
      ways: live.ways,
      viewers: live.viewers,
      offline: live.isOffline(),
    }),
    follow,
    load(): void {
      show('loading')
      readAgain()
    },
    add(vehicle: VehicleView): void {
      show('ready', [...vehicles.filter(({ id }) => id !== vehicle.id), vehicle])
    },
    async openMap(container: HTMLElement, sheet: HTMLElement): Promise<void> {
      try {
        const made = await fleetMap({ container, source, lang, onFree: () => follow(null), onPick: follow })
        if (closed) return made.remove()
        map = made
        padMap(made.pad, sheet)
        mapState = 'ready'
        made.showHistory(api)
      } catch {
        mapState = 'failed' // no WebGL, or the chunk did not come: the list remains
      }
      draw()
      follow(following)
    },
    close(): void {
      closed = true
      clearInterval(ticking)
      clearInterval(redrawing)
      clearTimeout(reading)
      live.close()
      map?.remove()
    },
  }
}
export type FleetDesk = ReturnType<typeof openFleetDesk>
