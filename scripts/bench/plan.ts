import { parseArgs } from 'node:util'

export const parts = ['fanout', 'latency', 'memory', 'ingest'] as const
/** Only where they are asked for by name: one fills a database with a year first, one needs a browser, the others are compared with nothing. */
export const partsApart = ['analytics', 'routing', 'collab', 'fleet-page'] as const
export type Part = (typeof parts)[number] | (typeof partsApart)[number]

/** What is to be measured, and how thoroughly. */
export interface Plan {
  readonly parts: ReadonlySet<Part>
  readonly runs: number
  readonly isQuick: boolean
  /** How long each stretch of publishing is looked at. */
  readonly stretchMs: number
  say(line: string): void
  /** The numbers of the runs, as long as there is time; the first is always made. */
  eachRun(): Generator<number>
  /** False for what can be left out when there is little time. */
  hasTimeToRepeat(): boolean
}

/** After so many minutes no further runs are begun, and nothing disturbed is repeated. */
const minutesForRuns = 6
const minutesForRepeats = 4

/** Parts are named after one another, or with `--only` by commas. */
export const readPlan = (args: readonly string[]): Plan => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
    },
  })
  const known: readonly string[] = [...parts, ...partsApart]
  const named = [...(values.only?.split(',') ?? []), ...positionals]
  const wanted = named.length > 0 ? named : parts
  const unknown = wanted.filter((part) => !known.includes(part))
  if (unknown.length > 0) throw new Error(`There is ${known.join(', ')}; not ${unknown.join(', ')}`)
  const runs = Number(values.runs ?? (values.quick ? 1 : 3))
  if (!(Number.isInteger(runs) && runs >= 1 && runs <= 9))
    throw new Error('--runs takes a number from 1 to 9')

  const began = performance.now()
  const minutes = () => (performance.now() - began) / 60_000
  const say = (line: string) => console.log(`${(minutes() * 60).toFixed(0).padStart(4)} s  ${line}`)
  return {
    parts: new Set(wanted as Part[]),
    runs,
    isQuick: values.quick,
    stretchMs: values.quick ? 1_500 : 2_500,
    say,
    hasTimeToRepeat: () => minutes() < minutesForRepeats,
    *eachRun() {
      for (let run = 1; run <= runs; run++) {
        if (run > 1 && minutes() > minutesForRuns) return say('no time for more runs')
        yield run
      }
    },
  }
}
