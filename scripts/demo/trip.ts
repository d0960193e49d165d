import type { createApi } from './api.ts'

interface Enveloped<T> {
  readonly data: T
}
interface Trip {
  readonly trip_id: number
  readonly trip_name: string
}

const name = 'Liverpool to Munich'
const dayMs = 86_400_000

/** Where the demo's vehicles drive; coordinates as OpenStreetMap has these places. */
const days = [
  [
    {
      place_name: 'Royal Albert Dock',
      latitude: 53.4003,
      longitude: -2.9944,
      notes: 'Start with a walk by the water.',
    },
    {
      place_name: 'Liverpool Central Library',
      latitude: 53.4098,
      longitude: -2.9806,
      notes: 'The round reading room.',
    },
    { place_name: 'Sefton Park Palm House', latitude: 53.3816, longitude: -2.9368, entry_free: true },
  ],
  [
    {
      place_name: 'Liverpool Lime Street',
      latitude: 53.4075,
      longitude: -2.9778,
      notes: 'The train leaves at 7:48.',
    },
    { place_name: 'St Pancras International', latitude: 51.5317, longitude: -0.126 },
  ],
  [
    { place_name: 'München Hauptbahnhof', latitude: 48.1402, longitude: 11.5581 },
    {
      place_name: 'Viktualienmarkt',
      latitude: 48.1351,
      longitude: 11.5763,
      notes: 'Lunch. Try the cheese at the corner.',
    },
    {
      place_name: 'Englischer Garten',
      latitude: 48.1642,
      longitude: 11.6056,
      entry_free: true,
      ratings: 4.7,
    },
    { place_name: 'Deutsches Museum', latitude: 48.1299, longitude: 11.5834, operating_hours: '9–17' },
  ],
]

/** A trip of three days that begins in a week, and its link for friends. Safe to run again on the same data. */
export const planTrip = async ({ expectOk }: ReturnType<typeof createApi>): Promise<string> => {
  const known = await expectOk<Enveloped<readonly Trip[] | { results: readonly Trip[] }>>('GET', '/api/trip')
  const trips = 'results' in known.data ? known.data.results : known.data
  const trip = trips.find(({ trip_name }) => trip_name === name) ?? (await plan())
  const { data } = await expectOk<Enveloped<{ share_link: string }>>(
    'POST',
    `/api/trip/${trip.trip_id}/share`,
    {},
  )
  return data.share_link

  async function plan(): Promise<Trip> {
    const dates = days.map((_, i) => new Date(Date.now() + (7 + i) * dayMs).toISOString().slice(0, 10))
    const { data: made } = await expectOk<Enveloped<Trip>>('POST', '/api/trip', {
      trip_name: name,
      start_date: dates[0],
      end_date: dates.at(-1),
    })
    for (const [i, places] of days.entries()) {
      const { data: day } = await expectOk<Enveloped<{ trip_day_id: number }>>(
        'POST',
        `/api/trip/${made.trip_id}/days`,
        { date: dates[i] },
      )
      for (const place of places)
        await expectOk('POST', `/api/trip/${made.trip_id}/days/${day.trip_day_id}/places`, place)
    }
    return made
  }
}
