import type { createApi } from './api.ts'

interface Found<T> {
  readonly results: readonly T[]
}

const base = '/api/trakservice'

/** Somebody, and where they are expected: the hour, how long (minutes), what, at whom, and where in Munich. */
const colleagues = [
  {
    email: 'pedro@example.org',
    full_name: 'Pedro Alves',
    skills: ['Lifts'],
    visits: [
      ['08:00', 60, 'Door of the lift closes too fast', 'Hotel am Tor', 48.1374, 11.5755],
      ['10:00', 90, 'Yearly check of two lifts', 'Clinic of the Isar', 48.1298, 11.5601],
      ['13:30', 60, 'Button of the third floor', 'Library of Haidhausen', 48.1305, 11.5958],
    ],
  },
  {
    email: 'mei@example.org',
    full_name: 'Mei Lin',
    skills: ['Heating'],
    visits: [
      ['09:00', 45, 'Boiler shows fault F28', 'Family Aydin', 48.1546, 11.5818],
      ['11:00', 60, 'Change the pump', 'Gym of the north', 48.1741, 11.5533],
      ['14:00', 120, 'Floor heating is cold', 'Kindergarten Regenbogen', 48.1622, 11.5861],
      ['16:30', 45, 'Read the meters', 'Block 7', 48.1497, 11.5677],
    ],
  },
  {
    email: 'tom@example.org',
    full_name: 'Tom Becker',
    skills: ['Cooling'],
    visits: [
      ['08:30', 60, 'Cold room is at 9 °C', 'Butcher Wagner', 48.1226, 11.5496],
      ['12:00', 60, 'Ice machine drips', 'Bar Luce', 48.1402, 11.5611],
    ],
  },
] as const

const waiting = [
  ['Air conditioning smells', 'Office of Stern & Partner', 'HIGH', 48.1453, 11.5582],
  ['Second opinion on the old boiler', 'Parish of St. Paul', 'LOW', 48.1372, 11.5461],
  ['Freezer alarms at night', 'Supermarket Grün', 'URGENT', 48.1181, 11.5989],
] as const

type Work = readonly [what: string, customer: string, latitude: number, longitude: number]

/** A day's work for three more technicians, and some that nobody is sent to yet. Safe to run again on the same data. */
export const fillTheDay = async (
  { expectOk }: ReturnType<typeof createApi>,
  password: string,
): Promise<void> => {
  const members = await expectOk<Found<{ email: string }>>('GET', '/api/tenants/members?page_size=200')
  if (members.results.some(({ email }) => email === colleagues[0].email)) return
  const scheduled_date = new Date().toISOString().slice(0, 10) // the demo's organization lives in UTC
  for (const { visits, skills, email, full_name } of colleagues) {
    const user = { email, full_name, password, role: 'technician' }
    const { user_id } = await expectOk<{ user_id: number }>('POST', '/api/tenants/members', user)
    const technician = await expectOk<{ id: string }>('POST', `${base}/technicians/`, {
      user_id,
      phone: '+49 89 5550 0002',
      skills,
      work_start_time: '07:00:00',
      work_end_time: '18:00:00',
    })
    for (const [begins, minutes, ...work] of visits)
      await expectOk('POST', `${base}/assignments/`, {
        work_order: await orderOf(work, 'MEDIUM'),
        technician: technician.id,
        scheduled_date,
        scheduled_start: `${begins}:00`,
        scheduled_end: `${later(begins, minutes)}:00`,
      })
  }
  for (const [what, customer, priority, ...place] of waiting)
    await orderOf([what, customer, ...place], priority)

  async function orderOf([what, customer, latitude, longitude]: Work, priority: string): Promise<number> {
    const order = { description: what, priority, latitude, longitude, asset_location: customer }
    const people = { customer: { name: customer, phone: null, email: null } }
    return (await expectOk<{ id: number }>('POST', `${base}/work-orders/`, { ...order, ...people })).id
  }
}

/** `08:30` and 45 minutes are `09:15`. */
const later = (clock: string, minutes: number): string => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const end = hour * 60 + minute + minutes
  return `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
}
