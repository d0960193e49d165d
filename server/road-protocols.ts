import Type from 'typebox'
import type { RoadEngine, RoadTable, Spot } from '../domain/routing/ports.ts'
import { parser } from '../domain/validate.ts'

/** What an engine is asked: a GET, or a POST where there is a body. */
export interface Question {
  readonly url: URL
  readonly body?: unknown
}

interface Protocol {
  ask(base: URL, from: readonly Spot[], to: readonly Spot[]): Question
  /** Throws for an answer of any other shape. */
  read(answer: unknown, from: number, to: number): RoadTable
}

/** Seconds, metres or kilometres. No way on earth comes to more, and a time of arrival would be none on any calendar. */
const most = 100_000_000
const reached = Type.Union([Type.Number({ minimum: 0, maximum: most }), Type.Null()])
const ways = Type.Array(Type.Array(reached))

/** https://project-osrm.org/docs/v5.24.0/api/#table-service */
const readOsrm = parser(Type.Object({ code: Type.Literal('Ok'), durations: ways, distances: ways }))

const osrm: Protocol = {
  ask(base, from, to) {
    const indexes = (count: number, first: number) =>
      Array.from({ length: count }, (_, i) => first + i).join(';')
    const url = under(base, `table/v1/driving/${[...from, ...to].map(lonLat).join(';')}`)
    const sides = `sources=${indexes(from.length, 0)}&destinations=${indexes(to.length, from.length)}`
    url.search += `${url.search ? '&' : '?'}${sides}&annotations=duration,distance`
    return { url }
  },
  read(answer, from, to) {
    const { durations, distances } = readOsrm(answer)
    return checked({ seconds: durations, metres: distances }, from, to)
  },
}

/** Degrees with six digits, some 10 cm. */
const lonLat = ({ longitude, latitude }: Spot) => `${longitude.toFixed(6)},${latitude.toFixed(6)}`

/** https://valhalla.github.io/valhalla/api/matrix/api-reference/ */
const readValhalla = parser(
  Type.Object({
    sources_to_targets: Type.Array(Type.Array(Type.Object({ time: reached, distance: reached }))),
  }),
)

const valhalla: Protocol = {
  ask: (base, from, to) => ({
    url: under(base, 'sources_to_targets'),
    body: {
      sources: from.map(latLon),
      targets: to.map(latLon),
      costing: 'auto',
      units: 'kilometers',
      verbose: true,
    },
  }),
  read(answer, from, to) {
    const rows = readValhalla(answer).sources_to_targets
    const seconds = rows.map((row) => row.map(({ time }) => time))
    const metres = rows.map((row) => row.map(({ distance }) => (distance === null ? null : distance * 1000)))
    return checked({ seconds, metres }, from, to)
  },
}

const latLon = ({ latitude, longitude }: Spot) => ({ lat: latitude, lon: longitude })

export const engineProtocols: Readonly<Record<RoadEngine['method'], Protocol>> = { osrm, valhalla }

const under = (base: URL, path: string): URL => {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
  return url
}

const checked = (table: RoadTable, from: number, to: number): RoadTable => {
  for (const side of [table.seconds, table.metres])
    if (side.length !== from || side.some((row) => row.length !== to))
      throw new Error('answered a table of another size')
  return table
}
