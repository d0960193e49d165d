import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import type { Api } from '../api.ts'

interface VehiclePage {
  readonly count: number
  readonly next: string | null
  readonly results: readonly VehicleView[]
}

/** All pages of the list, one after another; a thousand vehicles are five of them. */
export const loadFleet = async (api: Api): Promise<readonly VehicleView[]> => {
  const vehicles: VehicleView[] = []
  for (let page = 1; ; page += 1) {
    const { results, next } = await api.get<VehiclePage>(`/api/fleet/vehicles?page_size=200&page=${page}`)
    vehicles.push(...results)
    if (!next || !results.length) return vehicles
  }
}
