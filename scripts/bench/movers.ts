import { WebSocket } from 'ws'
import { answer } from './child.ts'

/** People who all move their pointers in one session, as the stock Socket.IO client would send it. */
export interface MoversOptions {
  readonly port: number
  readonly sessionId: string
  readonly movers: number
  readonly perSecond: number
}

export interface MoversMark {
  readonly frames: number
  readonly cursors: number
  readonly bytes: number
  readonly cpuUs: number
  /** From one's hand to the others' eyes, since the last mark, in milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly lost: number
}

/** Every so-many-th looks into what it gets; the others count. */
const lookInside = 10
/** A position says which movement it was: as fine as positions are told. */
const steps = 100_000

const sockets: WebSocket[] = []
/** When each movement was sent, by participant. */
const sentAt = new Map<string, Float64Array>()
let delays: number[] = []
let frames = 0
let cursors = 0
let bytes = 0
let lost = 0

const open = ({ port, sessionId }: MoversOptions, number: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
    sockets.push(socket)
    socket.on('message', (data: Buffer) => {
      if (data[0] === 0x32) socket.send('3')
      const text = data.toString('latin1')
      if (text.startsWith('0{'))
        socket.send(`40/collab,${JSON.stringify({ session_id: sessionId, jwt: 'bench' })}`)
      else if (text.startsWith('42/collab,["cursor:update"')) hear(text, number % lookInside === 0)
      else if (text.startsWith('42/collab,["session:state"')) {
        const [, state] = JSON.parse(text.slice('42/collab,'.length))
        sentAt.set(state.you.participant_id, new Float64Array(steps))
        Object.assign(socket, { participantId: state.you.participant_id })
        resolve()
      } else if (text.startsWith('44')) reject(new Error(text))
    })
    socket.on('error', reject)
    socket.on('close', () => lost++)
  })

const hear = (text: string, isRead: boolean): void => {
  frames++
  bytes += text.length
  if (!isRead) return
  const now = performance.now()
  const [, entries] = JSON.parse(text.slice('42/collab,'.length)) as [string, { id: string; x: number }[]]
  cursors += entries.length
  for (const { id, x } of entries) delays.push(now - sentAt.get(id)![Math.round(x * steps)]!)
}

/** Evenly spread over the time, each at their own moment. */
const move = ({ movers, perSecond }: MoversOptions): void => {
  const began = performance.now()
  let sent = 0
  setInterval(() => {
    const due = ((performance.now() - began) / 1000) * perSecond * movers
    for (; sent < due; sent++) {
      const socket = sockets[sent % movers]!
      const step = Math.floor(sent / movers) % steps
      sentAt.get((socket as unknown as { participantId: string }).participantId)![step] = performance.now()
      socket.send(`42/collab,["cursor:move",{"x":${step / steps},"y":0.5}]`)
    }
  }, 1)
}

answer({
  async open(options: MoversOptions) {
    for (let i = 0; i < options.movers; i++) await open(options, i)
    move(options)
  },
  mark(): MoversMark {
    const sorted = delays.sort((a, b) => a - b)
    delays = []
    const { user, system } = process.cpuUsage()
    return {
      frames,
      cursors: cursors * lookInside,
      bytes,
      cpuUs: user + system,
      p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
      p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      lost,
    }
  },
})
