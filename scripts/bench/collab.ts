import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from './child.ts'
import type { MoversMark } from './movers.ts'
import type { Plan } from './plan.ts'
import { median, type Row, short } from './report.ts'

const movers = 100
const perSecond = 30
const warmUpMs = 2_000

interface Run {
  readonly framesPerSecond: number
  readonly cursorsPerSecond: number
  /** Of one core. */
  readonly serverPercent: number
  readonly loadPercent: number
  readonly p50: number
  readonly p99: number
  readonly lost: number
}

/** A hundred people in one session, all of whom move their pointers thirty times a second. */
export const measureCollab = async (plan: Plan): Promise<Row[]> => {
  const runs: Run[] = []
  for (const number of plan.eachRun()) {
    const run = await once(plan.stretchMs * 2)
    runs.push(run)
    plan.say(
      `run ${number}: ${movers} cursors: ${short(run.framesPerSecond)} frames/s, ${run.serverPercent.toFixed(0)} % of a core, p99 ${run.p99.toFixed(1)} ms`,
    )
  }
  const of = (pick: (run: Run) => number) => median(runs.map(pick))
  return [
    {
      name: 'collab',
      what: `${movers} cursors at ${perSecond}/s in one session, each seen by all others`,
      baseline: '',
      measured: `${short(of((run) => run.framesPerSecond))} frames/s`,
      ratio: null,
      target: null,
      note: [
        `${short(of((run) => run.cursorsPerSecond))} cursors/s seen`,
        `${of((run) => run.serverPercent).toFixed(0)} % of a core`,
        `hand to eye p50 ${of((run) => run.p50).toFixed(1)} ms, p99 ${of((run) => run.p99).toFixed(1)} ms, of which a tick is 33`,
        ...(runs.some(({ lost }) => lost > 0) ? ['connections were lost'] : []),
        ...(runs.some(({ loadPercent }) => loadPercent > 90) ? ['load generator at its limit'] : []),
      ].join(' · '),
      runs,
    },
  ]
}

const once = async (milliseconds: number): Promise<Run> => {
  const server = startChild('servers/collab.ts', 0)
  const load = startChild('movers.ts', 1)
  try {
    const { port, sessionId } = await server.ask<{ port: number; sessionId: string }>('listen')
    await load.ask('open', { port, sessionId, movers, perSecond })
    await sleep(warmUpMs)
    const look = async () => ({
      server: await server.ask<{ cpuUs: number; atUs: number }>('mark'),
      load: await load.ask<MoversMark>('mark'),
    })
    const from = await look()
    await sleep(milliseconds)
    const to = await look()
    const seconds = (to.server.atUs - from.server.atUs) / 1e6
    const share = (before: number, after: number) => ((after - before) / 1e6 / seconds) * 100
    return {
      framesPerSecond: (to.load.frames - from.load.frames) / seconds,
      cursorsPerSecond: (to.load.cursors - from.load.cursors) / seconds,
      serverPercent: share(from.server.cpuUs, to.server.cpuUs),
      loadPercent: share(from.load.cpuUs, to.load.cpuUs),
      p50: to.load.p50,
      p99: to.load.p99,
      lost: to.load.lost,
    }
  } finally {
    await Promise.all([server.stop(), load.stop()])
  }
}
