import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { languageOf } from '../handshake.ts'
import type { AddressOf, Log } from '../ports.ts'
import { toProblem } from '../request.ts'
import { closeCodes } from './codes.ts'
import { createCrowd } from './crowd.ts'
import type { Caller } from './door.ts'
import { Gone, Peer, type PeerLimits } from './peer.ts'
import { createPulse } from './pulse.ts'

/** Lets somebody in and serves them; throws the refusal. */
export type Face = (peer: Peer, ref: string, caller: Caller) => Promise<void>

export interface PlainLimits extends PeerLimits {
  readonly messageBytes: number
  /** Connections of one network on this node, and those of them that nobody has been let in on yet. */
  readonly perNetwork: number
  readonly waitingPerNetwork: number
  readonly beatMs: number
}

export interface PlainOptions {
  readonly httpServer: Server
  /** By the word behind `/ws/`. */
  readonly faces: Readonly<Record<string, Face>>
  readonly limits: PlainLimits
  readonly addressOf: AddressOf
  readonly networkOf: (address: string) => string
  readonly isOutage: (error: unknown) => boolean
  readonly onRefused: (code: string) => void
  readonly log: Log
}

/** Never in an address: it stays behind in logs, histories and the `Referer` of the next page. [T-48] */
const secrets = ['token', 'jwt', 'access_token', 'key', 'guest', 'auth', 'authorization', 'password']

/**
 * WebSockets of clients without Socket.IO, on the same server: `/ws/<face>/<ref>`, a slash at its end or not. Every other
 * address but the library's own is refused here, as nobody else does.
 */
export const servePlain = (options: PlainOptions) => {
  const { httpServer, faces, limits, addressOf, networkOf, isOutage, onRefused, log } = options
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
  })
  const peers = new Set<Peer>()
  const all = createCrowd(limits.perNetwork)
  const waiting = createCrowd(limits.waitingPerNetwork)
  let isLeaving = false

  const serve = async (face: Face, peer: Peer, ref: string, caller: Caller): Promise<void> => {
    try {
      await face(peer, ref, caller)
    } catch (error) {
      if (error instanceof Gone) return
      const problem = toProblem(error, isOutage)
      if (problem.code === 'internal') log.error({ err: error }, 'a plain socket was not let in')
      onRefused(problem.code)
      peer.end(problem)
    }
  }

  const open = (request: IncomingMessage, tcp: Duplex, head: Buffer, face: Face, ref: string): void => {
    const { headers } = request
    const remote = request.socket.remoteAddress ?? ''
    const address = addressOf({ headers, address: remote })
    const network = networkOf(address)
    const leave = all.enter(network)
    const comeIn = leave && waiting.enter(network)
    tcp.once('close', () => {
      leave?.()
      comeIn?.()
    })
    if (!comeIn) {
      refuse(tcp, 429)
      return
    }
    server.handleUpgrade(request, tcp, head, (ws) => {
      const peer = new Peer(ws, tcp as TcpSocket, languageOf(headers), limits)
      peers.add(peer)
      pulse.start()
      tcp.once('close', () => peers.delete(peer))
      const bearer = /^Bearer (.{1,4096})$/i.exec(headers.authorization ?? '')?.[1]
      void serve(face, peer, ref, { headers, address, remote, bearer }).finally(comeIn)
    })
  }

  const upgrade = (request: IncomingMessage, tcp: Duplex, head: Buffer): void => {
    const url = request.url ?? ''
    if (url.startsWith('/socket.io/')) return
    const [path = '', query = ''] = url.split('?', 2)
    const [, name = '', ref = ''] = /^\/ws\/([a-z]+)\/([\w-]{1,200})\/?$/.exec(path) ?? []
    const face = Object.hasOwn(faces, name) ? faces[name] : undefined
    const asked = new URLSearchParams(query)
    if (!face) refuse(tcp, 404)
    else if (secrets.some((secret) => asked.has(secret))) refuse(tcp, 400)
    else if (isLeaving) refuse(tcp, 503)
    else open(request, tcp, head, face, ref)
  }

  httpServer.on('upgrade', upgrade)
  const pulse = createPulse(limits.beatMs, () => {
    for (const peer of peers) peer.beat()
  })

  return {
    count: () => peers.size,
    /** Clients come again, to whichever node takes new ones. Answers how to cut off who has not left by then. */
    drain(): () => void {
      isLeaving = true
      pulse.stop()
      for (const peer of peers) peer.close(closeCodes.comeAgain)
      return () => {
        for (const peer of peers) peer.cut()
      }
    },
  }
}

export type Plain = ReturnType<typeof servePlain>

const refuse = (tcp: Duplex, status: number): void => {
  tcp.on('error', () => {})
  const wait = status === 503 || status === 429 ? 'Retry-After: 2\r\n' : ''
  tcp.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n${wait}Content-Length: 0\r\n\r\n`,
    () => tcp.destroy(),
  )
}
