import { fromE7 } from '../../../domain/positions/position.ts'
import { readLiverpool, readMunich } from '../../../scripts/demo/recordings.ts'

/** A position as programs report it. */
export interface Fix {
  readonly latitude: number
  readonly longitude: number
  readonly recorded_at: string
}

/** What a real car did, a position a second, as if the last of them were now. */
export const carDrive = (count: number): Fix[] => lately(readMunich()[0]!.fixes.slice(100, 100 + count))

/** What a real bus did while it was moving, as if the last position were now. */
export const busDrive = (count: number): Fix[] => {
  const [longest] = readLiverpool().sort((a, b) => b.fixes.length - a.fixes.length)
  return lately(longest!.fixes.filter(({ speed }) => (speed ?? 0) > 5).slice(0, count))
}

/** Recorded times keep their order and are brought close together, so that a spec need not wait for them. */
const lately = (fixes: readonly { latE7: number; lonE7: number; recordedAt: number }[]): Fix[] => {
  const last = fixes.at(-1)!.recordedAt
  const now = Math.floor(Date.now() / 1000) * 1000
  return fixes.map(({ latE7, lonE7, recordedAt }) => ({
    latitude: fromE7(latE7),
    longitude: fromE7(lonE7),
    recorded_at: new Date(now - (last - recordedAt)).toISOString(),
  }))
}

/** As OsmAnd and Traccar Client send it. */
export const reportByOsmand = async (
  url: string,
  { imei, ingestKey }: { imei: string; ingestKey: string },
  { latitude, longitude, recorded_at }: Fix,
): Promise<number> => {
  const timestamp = String(Date.parse(recorded_at) / 1000)
  const query = new URLSearchParams({ id: imei, lat: String(latitude), lon: String(longitude), timestamp })
  const answer = await fetch(`${url}/ingest/osmand/${ingestKey}?${query}`, { method: 'POST' })
  await answer.text()
  return answer.status
}
