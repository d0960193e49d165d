import type { Plan } from './plan.ts'
import { median, type Row, short } from './report.ts'
import { type Measure, openSession, type Session, type Setting } from './session.ts'

/** By what was measured, then one measure a run. */
type Runs<Name extends string> = Record<Name, Measure[]>

const oneVehicle = { view: 'link', viewers: 1_000, vehicles: 1 } as const
const manyVehicles = { view: 'link', viewers: 5_000, vehicles: 2_500 } as const
const wholeFleet = { view: 'fleet', viewers: 1_000, vehicles: 100 } as const
const fleetRate = 1_000
const everyUpdate = { tickMs: 0 } as const

/** P1 and P5: the maximum of each server, and what its viewers wait at half of it. */
export const measureOneVehicle = async (plan: Plan): Promise<Row[]> => {
  const max: Runs<'ws' | 'socketio' | 'fleeting'> = { ws: [], socketio: [], fleeting: [] }
  const half: Runs<'ws' | 'fleeting' | 'joined'> = { ws: [], fleeting: [], joined: [] }
  const withLatency = plan.parts.has('latency')
  for (const run of plan.eachRun()) {
    for (const server of ['ws', 'socketio', 'fleeting'] as const) {
      if (server === 'socketio' && !plan.parts.has('fanout')) continue
      const session = await openSession({ ...oneVehicle, ...everyUpdate, server })
      try {
        const top = await calmest(plan, session, 0)
        max[server].push(top)
        tell(plan, run, `1 vehicle × 1,000 viewers, ${server}`, top)
        if (server !== 'socketio' && withLatency) {
          const calm = await calmest(plan, session, top.publishedPerSecond / 2)
          half[server].push(calm)
          tellDelay(plan, run, server, calm)
        }
      } finally {
        await session.stop()
      }
    }
    if (!withLatency) continue
    const rate = max.fleeting.at(-1)!.publishedPerSecond / 2
    const joined = await once(plan, { ...oneVehicle, server: 'fleeting' }, rate)
    half.joined.push(joined)
    tellDelay(plan, run, 'fleeting as it is set by default', joined)
  }
  const rows: Row[] = []
  if (plan.parts.has('fanout')) rows.push(...fanoutRows('P1', '1 vehicle × 1,000 viewers', max))
  if (withLatency) rows.push(...latencyRows(half))
  return rows
}

/** P2. */
export const measureManyVehicles = async (plan: Plan): Promise<Row[]> => {
  const max: Runs<'ws' | 'socketio' | 'fleeting'> = { ws: [], socketio: [], fleeting: [] }
  for (const run of plan.eachRun())
    for (const server of ['ws', 'socketio', 'fleeting'] as const) {
      const measured = await once(plan, { ...manyVehicles, ...everyUpdate, server }, 0)
      max[server].push(measured)
      tell(plan, run, `2,500 vehicles × 2 viewers, ${server}`, measured)
    }
  return fanoutRows('P2', '2,500 vehicles × 2 viewers', max)
}

/** P3 and P4. */
export const measureFleet = async (plan: Plan): Promise<Row[]> => {
  const runs: Runs<'socketio' | 'json' | 'binary'> = { socketio: [], json: [], binary: [] }
  for (const run of plan.eachRun()) {
    const plain = await once(plan, { ...wholeFleet, server: 'socketio' }, 0)
    runs.socketio.push(plain)
    tell(plan, run, 'fleet of 100 × 1,000 viewers, socketio', plain)
    for (const encoding of ['json', 'binary'] as const) {
      const measured = await once(plan, { ...wholeFleet, server: 'fleeting', encoding }, fleetRate)
      runs[encoding].push(measured)
      tell(plan, run, `fleet of 100 × 1,000 viewers, fleeting, ${encoding}`, measured)
    }
  }
  const perCpu = ({ updatesPerCpuSecond }: Measure) => updatesPerCpuSecond
  const bytes = ({ bytesPerUpdate }: Measure) => bytesPerUpdate
  const speed = (encoding: 'json' | 'binary'): Row => ({
    name: 'P3',
    what: `fleet of 100 at 10 Hz × 1,000 viewers, ${encoding}; updates per second of server CPU`,
    baseline: `socket.io ${short(medianOf(runs.socketio, perCpu))}`,
    measured: short(medianOf(runs[encoding], perCpu)),
    ratio: paired(runs[encoding], runs.socketio, perCpu),
    target: { atLeast: 50 },
    note: `${short(medianOf(runs[encoding], (one) => one.updatesPerSecond))} updates/s delivered at ${medianOf(runs[encoding], (one) => one.serverPercent).toFixed(0)} % of a core${remarks(runs[encoding], 'of the updates; newer ones overtook the rest')}`,
    runs: runs[encoding],
  })
  const size = (encoding: 'json' | 'binary'): Row => ({
    name: 'P4',
    what: `bytes on the wire per update there, ${encoding}`,
    baseline: `one JSON update a frame ${medianOf(runs.socketio, bytes).toFixed(0)}`,
    measured: medianOf(runs[encoding], bytes).toFixed(1),
    ratio: paired(runs[encoding], runs.socketio, bytes),
    target: encoding === 'binary' ? { atMost: 0.1 } : null,
    note: '',
    runs: runs.socketio,
  })
  return [speed('json'), speed('binary'), size('json'), size('binary')]
}

const once = async (plan: Plan, setting: Setting, rate: number): Promise<Measure> => {
  const session = await openSession(setting)
  try {
    return await calmest(plan, session, rate)
  } finally {
    await session.stop()
  }
}

/** When other programs ran meanwhile it is measured once more, and the calmer of the two counts. */
const calmest = async (plan: Plan, session: Session, rate: number): Promise<Measure> => {
  const first = await session.measure(rate, plan.stretchMs)
  if (disturbance(first) < 10 || !plan.hasTimeToRepeat()) return first
  const second = await session.measure(rate, plan.stretchMs)
  return disturbance(second) < disturbance(first) ? second : first
}

const disturbance = ({ othersPercent, stolenPercent }: Measure): number => othersPercent + stolenPercent

const fanoutRows = (name: string, what: string, max: Runs<'ws' | 'socketio' | 'fleeting'>): Row[] => {
  const perCpu = ({ framesPerCpuSecond }: Measure) => framesPerCpuSecond
  const perSecond = ({ framesPerSecond }: Measure) => framesPerSecond
  const row = (server: 'socketio' | 'fleeting'): Row => ({
    name: server === 'fleeting' ? name : '',
    what: `${server === 'fleeting' ? what : 'plain socket.io there'}; frames per second of server CPU`,
    baseline: `ws ${short(medianOf(max.ws, perCpu))}`,
    measured: short(medianOf(max[server], perCpu)),
    ratio: paired(max[server], max.ws, perCpu),
    target: server === 'fleeting' ? { atLeast: 1 } : null,
    note: `by the clock ${short(medianOf(max[server], perSecond))}/s, ${paired(max[server], max.ws, perSecond).toFixed(2)} of ws${remarks([...max[server], ...max.ws])}`,
    runs: server === 'fleeting' ? [...max.ws, ...max.fleeting] : max.socketio,
  })
  return [row('fleeting'), row('socketio')]
}

const latencyRows = (half: Runs<'ws' | 'fleeting' | 'joined'>): Row[] =>
  (['p50Us', 'p99Us'] as const).flatMap((which) => {
    const pick = (measure: Measure) => measure[which]
    const ms = (measures: readonly Measure[]) => `${(medianOf(measures, pick) / 1000).toFixed(2)} ms`
    const row = (measured: 'fleeting' | 'joined'): Row => ({
      name: measured === 'fleeting' ? 'P5' : '',
      what: `publish → viewer, ${which.slice(0, 3)}, at half of the maximum of P1${measured === 'joined' ? ', joining as by default' : ''}`,
      baseline: `ws ${ms(half.ws)}`,
      measured: ms(half[measured]),
      ratio: paired(half[measured], half.ws, pick),
      target: measured === 'fleeting' ? { atMost: 1.2 } : null,
      note:
        measured === 'joined'
          ? `${(medianOf(half.joined, (one) => one.complete) * 100).toFixed(0)} % of the updates became frames`
          : remarks(half.fleeting).slice(2),
      runs: measured === 'joined' ? half.joined : [...half.ws, ...half.fleeting],
    })
    return [row('fleeting'), row('joined')]
  })

const medianOf = (measures: readonly Measure[], pick: (measure: Measure) => number): number =>
  median(measures.map(pick))

/** The median of the ratios within each run: what disturbs a run mostly disturbs both. */
const paired = (
  measured: readonly Measure[],
  baseline: readonly Measure[],
  pick: (measure: Measure) => number,
): number => median(measured.map((one, run) => pick(one) / pick(baseline[run]!)))

const remarks = (measures: readonly Measure[], missing = 'of what was expected arrived'): string => {
  const load = Math.max(...measures.map(({ loadPercent }) => loadPercent))
  const complete = Math.min(...measures.map((measure) => measure.complete))
  const others = medianOf(measures, ({ othersPercent }) => othersPercent)
  return [
    ...(load > 90 ? [`load generator at ${load.toFixed(0)} % of its core`] : []),
    ...(complete < 1 ? [`in one run ${(complete * 100).toFixed(2)} % ${missing}`] : []),
    ...(others > 10 ? [`others used ${others.toFixed(0)} % of the machine`] : []),
  ]
    .map((text) => `; ${text}`)
    .join('')
}

const tell = (plan: Plan, run: number, what: string, measured: Measure): void =>
  plan.say(
    `run ${run}: ${what}: ${short(measured.updatesPerSecond)} deliveries/s, ${(1e6 / measured.updatesPerCpuSecond).toFixed(2)} µs CPU each`,
  )

const tellDelay = (plan: Plan, run: number, what: string, { p50Us, p99Us }: Measure): void =>
  plan.say(
    `run ${run}: delay at half of that, ${what}: p50 ${(p50Us / 1000).toFixed(2)} ms, p99 ${(p99Us / 1000).toFixed(2)} ms`,
  )
