import { randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import type { DocumentPorts } from '../../domain/documents/ports.ts'
import { createDocuments } from '../../domain/documents/service.ts'
import { Problem } from '../../domain/problem.ts'
import type { SessionRole } from '../../domain/sessions/session.ts'
import { createDocumentPart } from '../../gateway/collab/document.ts'
import type { CollabPart, CollabRoom, CollabSeat, Notice, NoticeName } from '../../gateway/collab/part.ts'
import { type DocLine, Refused } from '../../web/collab/doc-line.ts'
import { createDocProvider } from '../../web/collab/doc-provider.ts'
import type { Random } from '../support/random.ts'

export interface DocumentSession {
  readonly tenantId: number
  readonly sessionId: string
}

/** How messages fare between nodes. */
export type Weather = Pick<Random, 'chance' | 'below'>
export const fairWeather: Weather = { chance: () => false, below: () => 0 }

/** A node as far as the document goes: the real part over a real service, in a room that the spec holds. */
export const createDocumentNode = (
  { tenantId, sessionId }: DocumentSession,
  documents: DocumentPorts,
  nodes: DocumentNode[],
  weather: Weather = fairWeather,
) => {
  const quiet = { info() {}, warn() {}, error() {} }
  let now = 0
  const part = createDocumentPart({ documents: createDocuments(documents), log: quiet, now: () => now })
  const seats = new Map<string, CollabSeat>()
  const room = {
    sessionId,
    tenantId,
    seats,
    tell(name: NoticeName, payload: Notice<NoticeName>, except?: string) {
      for (const { id, line } of seats.values()) if (id !== except) line.emit(name, payload as never)
    },
    send(_part: string, message: Uint8Array) {
      for (const other of nodes) {
        if (other.room === room || weather.chance(0.15)) continue
        deliver(other, message)
        if (weather.chance(0.15)) deliver(other, message)
      }
    },
  } as unknown as CollabRoom
  const deliver = (to: DocumentNode, message: Uint8Array) => {
    soon(() => nodes.includes(to) && part.name === to.part.name && to.part.heard?.(to.room, message))
  }
  const soon = (act: () => void, turns = weather.below(6)): void => {
    setImmediate(turns === 0 ? act : () => soon(act, turns - 1))
  }
  const node = {
    part,
    room,
    pass: (ms: number) => {
      now += ms
    },
    /** Somebody takes part; the document's part is told as a room would tell it. */
    sit(line: CollabSeat['line'], participantId: string, role: SessionRole = 'collaborator'): CollabSeat {
      const participant = { id: participantId, name: 'Ana', color: '#0072b2' }
      const seat = {
        id: randomUUID(),
        room,
        line,
        participantId,
        admitted: { role, participant },
      } as unknown as CollabSeat
      seats.set(seat.id, seat)
      part.entered?.(seat)
      return seat
    },
    leave(seat: CollabSeat): void {
      seats.delete(seat.id)
      part.left?.(seat)
    },
    /** As SIGKILL would: nobody is told, nothing is put away. */
    kill(): void {
      nodes.splice(nodes.indexOf(node), 1)
      seats.clear()
    },
  }
  nodes.push(node)
  part.opened?.(room)
  return node
}

export interface DocumentNode {
  readonly part: CollabPart
  readonly room: CollabRoom
  readonly pass: (ms: number) => void
  sit(line: CollabSeat['line'], participantId: string, role?: SessionRole): CollabSeat
  leave(seat: CollabSeat): void
  kill(): void
}

interface Connection {
  readonly node: DocumentNode
  readonly seat: CollabSeat
  /** What is on its way to the client, in order. */
  readonly coming: (() => void)[]
  cut: () => void
}

/** A browser: the real provider, over a connection that arrives late and may be cut at any moment. */
export const createDocumentClient = (
  weather: Weather,
  participantId: string = randomUUID(),
  clientID?: number,
) => {
  const doc = new Y.Doc()
  if (clientID !== undefined) doc.clientID = clientID
  const handlers = new Map<string, Set<(notice: never) => void>>()
  const acknowledged: Uint8Array[] = []
  const diverged: string[] = []
  let connection: Connection | undefined

  const pump = (of: Connection): void => {
    setImmediate(() => {
      if (of !== connection) return
      for (let count = 1 + weather.below(3); count > 0; count--) of.coming.shift()?.()
      if (of.coming.length > 0) pump(of)
    })
  }
  const come = (of: Connection, act: () => void): void => {
    of.coming.push(act)
    if (of.coming.length === 1) pump(of)
  }

  const line: DocLine = {
    request: (name, payload) =>
      new Promise((resolve, reject) => {
        const over = connection
        if (!over) return reject(new Error('not connected'))
        const cut = over.cut
        over.cut = () => {
          cut()
          reject(new Error('the connection was lost'))
        }
        const handle = over.node.part.requests[name] as (seat: CollabSeat, payload: unknown) => Promise<never>
        handle(over.seat, payload).then(
          (reply) =>
            come(over, () => {
              if (name === 'doc:update') acknowledged.push((payload as { update: Uint8Array }).update)
              resolve(reply)
            }),
          (error) =>
            come(over, () => reject(error instanceof Problem ? new Refused(error.code) : (error as Error))),
        )
      }),
    on(name, handle) {
      const all = handlers.get(name) ?? new Set()
      handlers.set(name, all.add(handle as (notice: never) => void))
      return () => all.delete(handle as (notice: never) => void)
    },
  }
  const provider = createDocProvider({
    doc,
    line,
    mayEdit: true,
    onDiverged: (code) => diverged.push(code),
  })

  return {
    doc,
    provider,
    participantId,
    /** Updates whose acknowledgement has arrived. */
    acknowledged,
    diverged,
    isOn: (node: DocumentNode) => connection?.node === node,
    isConnected: () => connection !== undefined,
    connect(node: DocumentNode, role?: SessionRole): CollabSeat {
      const wire: CollabSeat['line'] = {
        emit: (name, payload) =>
          come(made, () => {
            for (const handle of handlers.get(name) ?? []) handle(payload as never)
          }),
        emitVolatile: () => true,
        close() {},
        drop() {},
      }
      const made: Connection = { node, coming: [], cut: () => {}, seat: undefined as never }
      connection = made
      Object.assign(made, { seat: node.sit(wire, participantId, role) })
      provider.connected()
      return made.seat
    },
    /** `silently`: the node is gone, and hears nothing of it. */
    disconnect(silently = false): void {
      const over = connection
      if (!over) return
      connection = undefined
      if (!silently) over.node.leave(over.seat)
      provider.disconnected()
      over.cut()
    },
    destroy(): void {
      provider.destroy()
      doc.destroy()
    },
  }
}
export type DocumentClient = ReturnType<typeof createDocumentClient>
