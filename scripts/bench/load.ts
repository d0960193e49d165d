import { connect, type Socket } from 'node:net'
import { decodeFrame } from '../../domain/positions/live-frame.ts'
import { answer } from './child.ts'
import { linkToken } from './fleet.ts'
import { monotonicUs } from './machine.ts'
import { clientText, FrameCounter, FrameReader, opcodes, upgradeRequest } from './web-socket.ts'

/** The viewers, in a process of their own. All but a few only count frames by their headers. */
export interface LoadOptions {
  readonly port: number
  readonly viewers: number
  readonly vehicles: number
  /** How a viewer gets in: bare WebSocket, or Socket.IO by a link or as a member who looks at the fleet. */
  readonly door: 'websocket' | 'link' | 'fleet'
  readonly encoding: 'json' | 'binary'
}

export interface LoadMark {
  /** Frames with positions, over all viewers. */
  readonly frames: number
  /** Positions in them, as far as the viewers who look inside can tell. */
  readonly updates: number
  readonly bytes: number
  readonly cpuUs: number
  /** Since the last mark, in microseconds. */
  readonly p50: number
  readonly p99: number
  readonly lost: number
}

/** Every so-many-th viewer reads what it gets. */
const lookInside = 20
const opening = 200
/** All sockets read into the same memory: what came is looked at before the next one reads. */
const chunk = Buffer.alloc(1 << 18)

const counters: FrameCounter[] = []
let delays: number[] = []
let readers = 0
let readFrames = 0
let readUpdates = 0
let readBytes = 0
let lost = 0

const pong = clientText('3')

const open = ({ port, door, encoding, vehicles }: LoadOptions, viewer: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const reader = new FrameReader()
    const frames = new FrameCounter()
    const vehicle = viewer % vehicles
    let state: 'upgrading' | 'entering' | 'counting' | 'reading' = 'upgrading'
    let pings = 0

    const arrived = (length: number): boolean => {
      if (state === 'counting') {
        frames.scan(chunk, length)
        if (frames.pings !== pings) {
          pings = frames.pings
          socket.write(pong)
        }
        return true
      }
      const at = state === 'reading' ? monotonicUs() : 0
      if (state === 'reading') readBytes += length
      reader.add(chunk.subarray(0, length))
      if (state === 'upgrading' && !upgraded()) return true
      for (let message = reader.next(); message; message = reader.next()) {
        if (state === 'reading') read(message, at, encoding, socket)
        else if (enter(message.payload.toString('latin1'))) ready()
        if ((state as string) === 'counting') break
      }
      return true
    }
    const upgraded = (): boolean => {
      if (!reader.skipPast('\r\n\r\n')) return false
      state = 'entering'
      if (door === 'websocket') ready()
      return true
    }
    /** Engine.IO's and Socket.IO's greetings; true once the snapshot is there. */
    const enter = (text: string): boolean => {
      const auth = door === 'link' ? { token: linkToken(vehicle) } : { jwt: 'bench' }
      if (text.startsWith('0{')) socket.write(clientText(`40/live,${JSON.stringify({ ...auth, encoding })}`))
      else if (text.startsWith('44')) reject(new Error(`a viewer was refused: ${text}`))
      else if (text.startsWith('40/live,') && door === 'fleet')
        socket.write(clientText('42/live,0["subscribe",{"fleet":true}]'))
      return text.startsWith('42/live,["snapshot"') || text.startsWith('43/live,0')
    }
    const ready = (): void => {
      if (viewer % lookInside === 0) {
        state = 'reading'
        readers++
      } else {
        state = 'counting'
        counters.push(frames)
        const rest = reader.takeRest()
        frames.scan(rest, rest.length)
      }
      resolve()
    }

    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: chunk, callback: arrived },
    })
    socket.once('connect', () =>
      socket.write(
        upgradeRequest(
          door === 'websocket' ? `/${linkToken(vehicle)}` : '/socket.io/?EIO=4&transport=websocket',
        ),
      ),
    )
    socket.on('error', reject)
    socket.on('close', () => {
      lost++
      reject(new Error('a viewer was disconnected'))
    })
  })

const timeName = Buffer.from('"t":')
const idName = Buffer.from('"id":')

const read = (
  { opcode, payload }: { opcode: number; payload: Buffer },
  at: number,
  encoding: 'json' | 'binary',
  socket: Socket,
): void => {
  if (opcode === opcodes.binary) {
    readFrames++
    readUpdates += decodeFrame(payload).length
    return
  }
  if (opcode !== opcodes.text) return
  if (payload.length === 1) {
    socket.write(pong)
    return
  }
  if (encoding === 'binary') return // it only announces the attachment
  readFrames++
  const first = payload.indexOf(timeName)
  if (first < 0) return
  delays.push(at - Number.parseInt(payload.toString('latin1', first + 4, first + 22), 10))
  for (let next = payload.indexOf(idName); next >= 0; next = payload.indexOf(idName, next + 5)) readUpdates++
}

const mark = (encoding: 'json' | 'binary'): LoadMark => {
  let frames = readFrames
  let bytes = readBytes
  for (const one of counters) {
    frames += encoding === 'binary' ? one.binary : one.text
    bytes += one.bytes
  }
  const { user, system } = process.cpuUsage()
  const sorted = delays.sort((a, b) => a - b)
  delays = []
  return {
    frames,
    updates: readers === 0 ? 0 : (readUpdates / readers) * (readers + counters.length),
    bytes,
    cpuUs: user + system,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    lost,
  }
}

let options: LoadOptions
answer({
  async open(given: LoadOptions) {
    options = given
    for (let next = 0; next < given.viewers; next += opening)
      await Promise.all(
        Array.from({ length: Math.min(opening, given.viewers - next) }, (_, i) => open(given, next + i)),
      )
  },
  mark: () => mark(options.encoding),
})
