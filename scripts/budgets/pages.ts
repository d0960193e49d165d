import type { createApi } from '../demo/api.ts'
import { type Demo, linkIn } from './demo-child.ts'
import { type Allowance, app, visitors } from './weights.ts'

/** A page that is measured, and what it may cost. */
export interface MeasuredPage {
  readonly name: string
  readonly url: string
  readonly who: 'visitor' | 'member'
  /** What the service answers; 200 where nothing is said. */
  readonly status?: number
  /** What stands there once the page can be used, where no script says so itself. */
  readonly readyWhen?: string
  /** What a reader without a script finds. */
  readonly says: RegExp
  readonly allows: Allowance
}

type Api = ReturnType<typeof createApi>
interface Found<T> {
  readonly results: readonly T[]
}

/** The pages of a demo, with links made for those that it prints none of. */
export const measuredPages = async (api: Api, { url, said, busLink }: Demo): Promise<MeasuredPage[]> => {
  const { results: files } = await api.expectOk<Found<{ id: number; kind: string; width: number | null }>>(
    'GET',
    '/api/v3/assets/?page_size=200',
  )
  const picture = files.find(({ kind }) => kind === 'image')!.id
  const trips = await api.expectOk<{ data: readonly { trip_id: number }[] | Found<{ trip_id: number }> }>(
    'GET',
    '/api/trip',
  )
  const [trip] = 'results' in trips.data ? trips.data.results : trips.data
  const share = async (resource_type: string, resource_id: number, options: object = {}) => {
    const wish = { resource_type, resource_id, expires_in_hours: 2, ...options }
    return api.expectOk<{ uuid: string; share_url: string }>('POST', '/api/v3/shares', wish)
  }
  const ended = await share('asset', picture)
  await api.expectOk('DELETE', `/api/v3/shares/${ended.uuid}`)
  const locked = await share('asset', picture, { share_type: 'protected', password: 'a pass phrase' })

  return [
    { name: 'shared vehicle', url: busLink, who: 'visitor', says: /Time left/, allows: visitors },
    {
      name: 'visit',
      url: linkIn(said, 'Joana'),
      who: 'visitor',
      says: /Joana is on the way/,
      allows: visitors,
    },
    {
      name: 'album',
      url: linkIn(said, 'A weekend at the lake'),
      who: 'visitor',
      says: /Download all/,
      allows: visitors,
    },
    {
      name: 'trip',
      url: (await share('trip', trip!.trip_id)).share_url,
      who: 'visitor',
      says: /Viktualienmarkt/,
      allows: visitors,
    },
    {
      name: 'picture',
      url: (await share('asset', picture, { allow_download: true })).share_url,
      who: 'visitor',
      says: /Download \(/,
      allows: visitors,
    },
    {
      name: 'password',
      url: locked.share_url,
      who: 'visitor',
      status: 401,
      says: /This link has a password/,
      allows: visitors,
    },
    {
      name: 'ended',
      url: ended.share_url,
      who: 'visitor',
      status: 410,
      readyWhen: 'h1',
      says: /This link was withdrawn/,
      allows: { ...visitors, scriptKB: 0, requests: 6 },
    },
    { name: 'sign-in', url, who: 'visitor', readyWhen: 'form', says: /needs JavaScript/, allows: app },
    {
      name: 'fleet',
      url: `${url}#/fleet`,
      who: 'member',
      readyWhen: '.fleet-row',
      says: /needs JavaScript/,
      allows: app,
    },
  ]
}
