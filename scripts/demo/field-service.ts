import { fromE7, type Position } from '../../domain/positions/position.ts'
import type { createApi } from './api.ts'
import type { Tracker } from './devices.ts'

interface Found<T> {
  readonly results: readonly T[]
}
interface Somebody {
  readonly user_id: number
  readonly email: string
}
interface Technician {
  readonly id: string
  readonly user: { readonly id: number }
}
interface Assignment {
  readonly id: string
  readonly status: string
  readonly customer_link?: { readonly share_url: string } | null
}

const features = ['enabled', 'dispatch', 'tracking', 'routing', 'km', 'quotes']
const base = '/api/trakservice'
const email = 'joana@example.org'

/**
 * A technician on her way to a customer: her profile, a work order at `place`, and today's visit, under way. Answers what
 * her phone reports by, and the customer's link. Safe to run again on the same data.
 */
export const sendTechnician = async (
  { expectOk }: ReturnType<typeof createApi>,
  { url, password, place }: { url: string; password: string; place: Position },
): Promise<{ tracker: Tracker; link: string }> => {
  await expectOk('PUT', '/api/tenants/features', {
    features: Object.fromEntries(features.map((name) => [`trakservice.${name}`, true])),
  })
  const technician = await profileOf(await userOf())
  const { ingest_key } = await expectOk<{ ingest_key: string }>(
    'POST',
    `${base}/technicians/${technician.id}/rotate-key/`,
  )
  return { tracker: { url, imei: technician.id, ingestKey: ingest_key }, link: await visitOf(technician) }

  async function userOf(): Promise<number> {
    const members = await expectOk<Found<Somebody>>('GET', '/api/tenants/members?page_size=200')
    const known = members.results.find((member) => member.email === email)
    if (known) return known.user_id
    const joana = { email, password, full_name: 'Joana Silva', role: 'technician' }
    return (await expectOk<Somebody>('POST', '/api/tenants/members', joana)).user_id
  }

  async function profileOf(userId: number): Promise<Technician> {
    const known = await expectOk<Found<Technician>>('GET', `${base}/technicians/?page_size=200`)
    return (
      known.results.find(({ user }) => user.id === userId) ??
      (await expectOk<Technician>('POST', `${base}/technicians/`, {
        user_id: userId,
        phone: '+49 89 5550 0001',
        skills: ['Heating', 'Cooling'],
        work_start_time: '00:00:00',
        work_end_time: '00:00:00', // a window that ends when it begins lasts all day
        allow_tracking: true,
      }))
    )
  }

  async function visitOf({ id }: Technician): Promise<string> {
    const today = await expectOk<Found<Assignment>>(
      'GET',
      `${base}/assignments/today/?technician_id=${id}&status=en_route`,
    )
    const visit = today.results[0] ?? (await beginVisit(id))
    const { customer_link } = await expectOk<Assignment>('GET', `${base}/assignments/${visit.id}/`)
    return customer_link?.share_url ?? ''
  }

  async function beginVisit(technician: string): Promise<Assignment> {
    const order = await expectOk<{ id: number }>('POST', `${base}/work-orders/`, {
      description: 'Yearly check of the cooling',
      priority: 'MEDIUM',
      asset_name: 'Chiller on the roof',
      asset_location: 'Hall 2, roof',
      latitude: fromE7(place.latE7),
      longitude: fromE7(place.lonE7),
      customer: { name: 'Bakery Huber', phone: null, email: null },
    })
    const visit = await expectOk<Assignment>('POST', `${base}/assignments/`, {
      work_order: order.id,
      technician,
      scheduled_date: new Date().toISOString().slice(0, 10), // the demo's organization lives in UTC
    })
    return expectOk<Assignment>('POST', `${base}/assignments/${visit.id}/status/`, { status: 'en_route' })
  }
}
