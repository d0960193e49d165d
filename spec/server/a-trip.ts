import type { Client } from '../support/client.ts'

export interface PlannedTrip {
  readonly tripId: number
  readonly dayId: number
  readonly placeId: number
}

/** A trip of five days; for the second of them one place is planned. */
export const aTrip = async (
  maker: Pick<Client, 'call'>,
  place: Record<string, unknown> = {},
): Promise<PlannedTrip> => {
  const post = async (path: string, fields: object) => {
    const { status, body } = await maker.call('POST', `/api/trip${path}`, fields)
    if (status !== 201) throw new Error(`POST /api/trip${path} answered ${status}: ${JSON.stringify(body)}`)
    return body.data
  }
  const { trip_id: tripId } = await post('', {
    trip_name: 'Summer Vacation',
    start_date: '2026-03-01',
    end_date: '2026-03-05',
  })
  const { trip_day_id: dayId } = await post(`/${tripId}/days`, { date: '2026-03-02' })
  const { trip_place_id: placeId } = await post(`/${tripId}/days/${dayId}/places`, {
    place_name: 'Angkor Wat',
    ...place,
  })
  return { tripId, dayId, placeId }
}
