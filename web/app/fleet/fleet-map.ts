import type { FeatureCollection } from 'geojson'
import type { Language } from '../../../domain/problem.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import type { MapFix } from '../../map/live-map.ts'
import { distanceText } from '../../pages/format.ts'
import { plain } from '../../pages/plain.ts'
import type { SharePosition } from '../../pages/share.ts'
import { isStale, seenText } from '../../pages/subject.ts'
import { fill, words } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import type { FleetLive } from './fleet-live.ts'

interface FleetMapSettings {
  readonly container: HTMLElement
  readonly source: { readonly styleUrl: string | null; readonly pmtilesUrl: string | null }
  readonly lang: Language
  readonly onFree: () => void
  readonly onPick: (id: string) => void
}

/** The newest place of a vehicle: what the socket brought, or what the list knew. */
export const positionOf = (vehicle: VehicleView, ways: FleetLive['ways']): SharePosition | null => {
  const live = ways.get(vehicle.id)?.at(-1)
  if (live) return live
  const { position } = vehicle
  return (
    position && {
      lat: position.latitude,
      lon: position.longitude,
      t: Date.parse(position.recorded_at),
      ...(position.speed !== null && { spd: position.speed }),
      ...(position.heading !== null && { hdg: position.heading }),
      ...(position.accuracy !== null && { acc: position.accuracy }),
    }
  )
}

export const fleetMap = async ({ container, source, lang, onFree, onPick }: FleetMapSettings) => {
  const { createLiveMap } = await import('../../map/live-map.ts')
  const w = words[lang]
  const gridSquare = (metres: number) => fill(w.gridSquare, { distance: distanceText(lang, metres) })
  const map = createLiveMap({
    container,
    source,
    words: { map: w.map, zoomIn: w.zoomIn, zoomOut: w.zoomOut, credits: w.mapCredits, gridSquare },
    onFree,
    onPick,
  })
  return {
    ...map,
    update(vehicle: VehicleView, ways: FleetLive['ways'], now: number): void {
      const position = positionOf(vehicle, ways)
      const way: readonly MapFix[] = ways.get(vehicle.id) ?? (position ? [position] : [])
      map.place(vehicle, way)
      const seen = seenText(lang, position, now)
      map.describe(vehicle.id, fill(w.markerOf, { name: plain(vehicle.name), seen }), isStale(position, now))
    },
    /** Where vehicles have driven before: worth having, never worth an error. */
    async showHistory(api: Api): Promise<void> {
      const lines = await api.get<FeatureCollection>('/api/fleet/history').catch(() => null)
      if (lines?.type === 'FeatureCollection') map.history(lines)
    },
  }
}
export type FleetMap = Awaited<ReturnType<typeof fleetMap>>
