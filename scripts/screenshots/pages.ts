import type { Page } from 'playwright-core'
import { linkIn } from '../budgets/demo-child.ts'
import type { createApi } from '../demo/api.ts'
import type { Shot } from './shot.ts'

type Api = ReturnType<typeof createApi>
interface Found<T> {
  readonly results: readonly T[]
}

const heading = (page: Page) => page.locator('main h1').first().waitFor()
const mapMs = 6_000

/** Every page that is shown, in the order in which somebody would come to know them. */
export const pagesOf = async (api: Api, said: string, busLink: string): Promise<readonly Shot[]> => {
  const album = await firstOf<{ id: number }>('/api/albums')
  const plan = (
    await api.expectOk<Found<{ id: number; title: string }>>('GET', '/api/v3/assets/?page_size=200')
  ).results
  const asset = plan.find(({ title }) => title === 'Floor plan')!
  const { data } = await api.expectOk<{ data: { results?: { trip_id: number }[] } | { trip_id: number }[] }>(
    'GET',
    '/api/trip',
  )
  const trip = (Array.isArray(data) ? data : (data.results ?? []))[0]!
  const session = linkIn(said, 'Floor plan')
  const shares = await api.expectOk<Found<{ uuid: string; token: string | null }>>(
    'GET',
    '/api/v3/shares?resource_type=vehicle&page_size=100',
  )
  const link = shares.results.find(({ token }) => token !== null && busLink.includes(token))!

  return [
    { name: 'sign-in', alt: 'The first page: sign in, or make an account.', who: 'visitor', place: '/' },
    {
      name: 'start',
      alt: 'First steps: what is done, and what comes next.',
      who: 'owner',
      place: '/start',
      prepare: heading,
    },
    {
      name: 'fleet',
      alt: 'The fleet: vehicles on the map, moving, and as a list.',
      who: 'owner',
      place: '/fleet',
      prepare: heading,
      settleMs: mapMs,
    },
    {
      name: 'vehicle',
      alt: 'One vehicle and the way that it has come.',
      who: 'owner',
      place: '/fleet/munich-1',
      async prepare(page) {
        await heading(page)
        await page.getByRole('button', { name: 'Today' }).click()
        await page.getByRole('slider', { name: 'Time' }).waitFor()
      },
      settleMs: mapMs,
    },
    {
      name: 'share',
      alt: 'The dialog that makes a link: for how long, for whom, with which limits.',
      who: 'owner',
      place: '/fleet/munich-1',
      async prepare(page) {
        await heading(page)
        await page.getByRole('button', { name: 'Share', exact: true }).first().click()
        await page.getByRole('dialog').waitFor()
      },
      settleMs: 3_000,
    },
    {
      name: 'live',
      alt: 'What a customer sees: a bus that moves, its way, its speed, and the time that is left.',
      who: 'visitor',
      place: busLink,
      settleMs: mapMs,
    },
    {
      name: 'links',
      alt: 'All links: what they open, until when, and who has looked.',
      who: 'owner',
      place: '/links',
      prepare: heading,
    },
    {
      name: 'analytics',
      alt: 'Who came through a link: from which countries, with what, and by which way.',
      who: 'owner',
      place: `/analytics/links/${link.uuid}`,
      async prepare(page) {
        await page.locator('.an-country').first().waitFor()
        await page
          .getByRole('heading', { name: 'Countries' })
          .evaluate((one) => one.closest('section')!.scrollIntoView())
      },
    },
    {
      name: 'notifications',
      alt: 'What somebody should know of: mentions, answers, invitations.',
      who: 'owner',
      place: '/notifications',
      prepare: heading,
    },
    {
      name: 'dispatch',
      alt: 'The dispatch board: the day of every technician, and what nobody is sent to yet.',
      who: 'owner',
      place: '/dispatch',
      prepare: heading,
      settleMs: 3_000,
    },
    {
      name: 'technicians',
      alt: 'The technicians, and what each of them can do.',
      who: 'owner',
      place: '/technicians',
      prepare: heading,
    },
    {
      name: 'day',
      alt: 'A technician’s day, with one button for the next step.',
      who: 'technician',
      place: '/day',
      prepare: heading,
      settleMs: 3_000,
    },
    {
      name: 'visit',
      alt: 'What a customer sees of the technician who is on the way.',
      who: 'visitor',
      place: linkIn(said, 'Joana'),
      settleMs: mapMs,
    },
    {
      name: 'files',
      alt: 'Files: brought, found, selected.',
      who: 'owner',
      place: '/assets',
      prepare: heading,
    },
    {
      name: 'file',
      alt: 'A file, with what has been said of it.',
      who: 'owner',
      place: `/assets/${asset.id}`,
      prepare: heading,
      settleMs: 3_000,
    },
    {
      name: 'sessions',
      alt: 'The sessions that are going on, and those that are over.',
      who: 'owner',
      place: '/sessions',
      prepare: heading,
    },
    {
      name: 'session',
      alt: 'Two people work on one plan: pointers, pinned comments, notes.',
      who: 'owner',
      place: session,
      prepare: (page) => page.locator('#notes-text').waitFor({ state: 'attached' }),
      settleMs: 3_000,
    },
    {
      name: 'album',
      alt: 'An album in the app: its pictures, and what may be done with them.',
      who: 'owner',
      place: `/albums/${album.id}`,
      prepare: heading,
      settleMs: 2_500,
    },
    {
      name: 'gallery',
      alt: 'The same album as visitors see it.',
      who: 'visitor',
      place: linkIn(said, 'A weekend at the lake'),
      settleMs: 2_500,
    },
    {
      name: 'trip',
      alt: 'A trip, planned day by day beside its map.',
      who: 'owner',
      place: `/trips/${trip.trip_id}`,
      prepare: heading,
      settleMs: mapMs,
    },
    {
      name: 'settings',
      alt: 'Settings: the account, the organization, its members, rules and programs.',
      who: 'owner',
      place: '/settings',
      prepare: heading,
    },
    {
      name: 'features',
      alt: 'Field service, switched on feature by feature.',
      who: 'owner',
      place: '/settings/features',
      prepare: heading,
    },
  ]

  async function firstOf<T>(path: string): Promise<T> {
    const { results } = await api.expectOk<Found<T>>('GET', path)
    if (!results[0]) throw new Error(`the demo made nothing at ${path}`)
    return results[0]
  }
}
