import type { Api } from '../api.ts'
import type { ListPage } from '../ui/list.ts'

/** What of the first steps was done already; for each, whether there is one of it. */
export interface Done {
  readonly vehicle: boolean
  readonly file: boolean
  readonly trip: boolean
  readonly album: boolean
}

const lists = {
  vehicle: '/api/fleet/vehicles',
  file: '/api/v3/assets',
  trip: '/api/trip',
  album: '/api/albums',
} as const satisfies Record<keyof Done, string>

const hasAny = async (api: Api, path: string): Promise<boolean> =>
  (await api.get<ListPage<unknown>>(`${path}?page_size=1`)).count > 0

export const readDone = async (api: Api): Promise<Done> => {
  const found = await Promise.all(
    Object.entries(lists).map(async ([name, path]) => [name, await hasAny(api, path)] as const),
  )
  return Object.fromEntries(found) as unknown as Done
}

export const hasVehicles = (api: Api): Promise<boolean> => hasAny(api, lists.vehicle)
