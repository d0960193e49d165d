import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, startChild } from './child.ts'
import { residentKiB } from './machine.ts'
import type { Plan } from './plan.ts'
import { median, type Row } from './report.ts'
import { loadOptions, type ServerName, startServer } from './session.ts'

interface Weight {
  readonly residentKiB: number
  readonly heapKiB: number
}

/** P7: what the resident memory of the server grows by with each viewer who only waits. */
export const measureMemory = async (plan: Plan): Promise<Row[]> => {
  const weights: Record<ServerName, Weight[]> = { ws: [], socketio: [], fleeting: [] }
  for (const run of plan.eachRun())
    for (const server of ['ws', 'socketio', 'fleeting'] as const) {
      const weight = await weightOfViewer(server, plan.isQuick ? 3_000 : 5_000)
      weights[server].push(weight)
      plan.say(`run ${run}: memory of an idle viewer, ${server}: ${weight.residentKiB.toFixed(1)} KiB`)
    }
  const resident = (server: ServerName) => median(weights[server].map((one) => one.residentKiB)).toFixed(1)
  const heap = (server: ServerName) => median(weights[server].map((one) => one.heapKiB)).toFixed(1)
  const row = (baseline: 'socketio' | 'ws'): Row => ({
    name: baseline === 'socketio' ? 'P7' : '',
    what: 'resident memory per idle viewer, after a garbage collection',
    baseline: `${baseline === 'socketio' ? 'socket.io' : 'ws'} ${resident(baseline)} KiB`,
    measured: `${resident('fleeting')} KiB`,
    ratio: median(weights.fleeting.map((one, run) => one.residentKiB / weights[baseline][run]!.residentKiB)),
    target: baseline === 'socketio' ? { atMost: 0.7 } : null,
    note: `of it JavaScript objects ${heap('fleeting')} KiB, there ${heap(baseline)}`,
    runs: weights.fleeting.map((fleeting, run) => ({ fleeting, [baseline]: weights[baseline][run]! })),
  })
  return [row('socketio'), row('ws')]
}

/** The first viewers make the process grow to its working size; the weight is that of as many more. */
const weightOfViewer = async (name: ServerName, viewers: number): Promise<Weight> => {
  const setting = { server: name, view: 'link', viewers, vehicles: 1 } as const
  const server = startServer(name, setting)
  const load = startChild('load.ts', 1)
  try {
    const options = loadOptions(setting, await server.ask<number>('listen'), 'json')
    await load.ask('open', options)
    const before = await weigh(server)
    await load.ask('open', options)
    const after = await weigh(server)
    return {
      residentKiB: (after.residentKiB - before.residentKiB) / viewers,
      heapKiB: (after.heapKiB - before.heapKiB) / viewers,
    }
  } finally {
    await Promise.all([server.stop(), load.stop()])
  }
}

const weigh = async (server: Child): Promise<Weight> => {
  await sleep(1_000)
  const heapKiB = (await server.ask<number>('heapBytes')) / 1024
  await sleep(300)
  return { residentKiB: residentKiB(server.pid), heapKiB }
}
