import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, startChild } from './child.ts'
import type { LoadMark, LoadOptions } from './load.ts'
import { coreCount, type MachineTime, machineTime, stolenPercent } from './machine.ts'
import type { ServerMark, ServerOptions } from './servers/host.ts'

export type ServerName = 'ws' | 'socketio' | 'fleeting'

export interface Setting extends ServerOptions {
  readonly server: ServerName
  readonly encoding?: 'json' | 'binary'
}

/** What one stretch of publishing came to. */
export interface Measure {
  readonly framesPerSecond: number
  readonly updatesPerSecond: number
  /** By a second of the server's CPU time: what it would do with the core to itself. */
  readonly framesPerCpuSecond: number
  readonly updatesPerCpuSecond: number
  readonly bytesPerUpdate: number
  readonly publishedPerSecond: number
  /** Of one core. */
  readonly serverPercent: number
  readonly loadPercent: number
  /** Of all cores: what the host took, and what other programs on this machine used. */
  readonly stolenPercent: number
  readonly othersPercent: number
  readonly p50Us: number
  readonly p99Us: number
  /** Frames that arrived in all, by those that were to arrive. */
  readonly complete: number
}

export interface Session {
  readonly server: Child
  /** Publishes so many updates a second, or as many as the sockets take when `rate` is 0. */
  measure(rate: number, milliseconds: number): Promise<Measure>
  stop(): Promise<void>
}

const serverCore = 0
const loadCore = 1
const warmUpMs = 1_000

/** A server and its viewers, connected. */
export const openSession = async (setting: Setting): Promise<Session> => {
  const { server: name, encoding = 'json', ...options } = setting
  const server = startServer(name, options)
  const load = startChild('load.ts', loadCore)
  const stop = async () => {
    await Promise.all([server.stop(), load.stop()])
  }
  try {
    const port = await server.ask<number>('listen')
    await load.ask('open', loadOptions(setting, port, encoding))
    await sleep(300)
  } catch (error) {
    await stop()
    throw error
  }
  return { server, stop, measure: (rate, milliseconds) => measure(server, load, setting, rate, milliseconds) }
}

export const startServer = (name: ServerName, options: ServerOptions): Child =>
  startChild(`servers/${name}.ts`, serverCore, [JSON.stringify(options)])

export const loadOptions = (
  { server, view, viewers, vehicles }: Setting,
  port: number,
  encoding: 'json' | 'binary',
): LoadOptions => ({ port, viewers, vehicles, encoding, door: server === 'ws' ? 'websocket' : view })

interface Moment {
  readonly server: ServerMark
  readonly load: LoadMark
  readonly machine: MachineTime
}

const measure = async (
  server: Child,
  load: Child,
  { viewers, vehicles, view }: Setting,
  rate: number,
  milliseconds: number,
): Promise<Measure> => {
  const look = async (): Promise<Moment> => {
    const [serverMark, loadMark] = await Promise.all([
      server.ask<ServerMark>('mark'),
      load.ask<LoadMark>('mark'),
    ])
    return { server: serverMark, load: loadMark, machine: machineTime() }
  }
  const before = await look()
  await server.ask('start', rate)
  await sleep(warmUpMs)
  const from = await look()
  await sleep(milliseconds)
  const to = await look()
  const published = await server.ask<number>('stop')
  const expected = published * (view === 'link' ? viewers / vehicles : viewers)
  const countOf = (mark: LoadMark) => (view === 'link' ? mark.frames : mark.updates)
  const arrived = await settled(
    async () => countOf(await load.ask<LoadMark>('mark')),
    countOf(before.load) + expected,
  )
  return summary(from, to, (arrived - countOf(before.load)) / expected)
}

/** Waits until everything has arrived, or nothing more does. */
const settled = async (count: () => Promise<number>, expected: number): Promise<number> => {
  let last = await count()
  for (let quiet = 0, looks = 0; last < expected && quiet < 5 && looks < 100; looks++) {
    await sleep(50)
    const now = await count()
    quiet = now === last ? quiet + 1 : 0
    last = now
  }
  return last
}

const summary = (from: Moment, to: Moment, complete: number): Measure => {
  const seconds = (to.server.atUs - from.server.atUs) / 1e6
  const frames = to.load.frames - from.load.frames
  const updates = to.load.updates - from.load.updates
  const serverCpu = (to.server.cpuUs - from.server.cpuUs) / 1e6
  const loadCpu = (to.load.cpuUs - from.load.cpuUs) / 1e6
  const machine = to.machine.used - from.machine.used
  return {
    framesPerSecond: frames / seconds,
    updatesPerSecond: updates / seconds,
    framesPerCpuSecond: frames / serverCpu,
    updatesPerCpuSecond: updates / serverCpu,
    bytesPerUpdate: (to.load.bytes - from.load.bytes) / updates,
    publishedPerSecond: (to.server.published - from.server.published) / seconds,
    serverPercent: (serverCpu / seconds) * 100,
    loadPercent: (loadCpu / seconds) * 100,
    stolenPercent: stolenPercent(from.machine, to.machine),
    othersPercent: Math.max(0, ((machine - serverCpu - loadCpu) / (seconds * coreCount)) * 100),
    p50Us: to.load.p50,
    p99Us: to.load.p99,
    complete,
  }
}
