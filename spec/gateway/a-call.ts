import { randomUUID } from 'node:crypto'
import type { CallServer, IceSettings } from '../../domain/calls/ports.ts'
import { createCalls } from '../../domain/calls/service.ts'
import { Problem } from '../../domain/problem.ts'
import type { Admitted } from '../../domain/sessions/ports.ts'
import {
  type CollabSession,
  mostInMesh,
  type Seat,
  type SeatChange,
  type SessionFeatures,
  type SessionRole,
} from '../../domain/sessions/session.ts'
import type { Budget } from '../../gateway/allowance.ts'
import { createLocalBus } from '../../gateway/bus.ts'
import { createCallsPart } from '../../gateway/collab/calls.ts'
import type {
  CollabPart,
  CollabSeat,
  NoticeName,
  Payload,
  Reply,
  RequestName,
} from '../../gateway/collab/part.ts'
import { Room } from '../../gateway/collab/room.ts'

/** What a seat was told, oldest first. */
export type Told = { readonly name: NoticeName; readonly payload: Record<string, unknown> }

const everything: SessionFeatures = {
  allowDownload: true,
  cursorTracking: true,
  voiceChat: true,
  screenSharing: true,
  recording: true,
}

/** Seats as the store keeps them, in memory: joining beyond the mesh is refused as the store refuses it. */
class MemorySeats {
  readonly kept = new Map<string, Seat & { sessionId: string }>()

  async changeSeat(_tenantId: number, id: string, change: SeatChange, most?: number) {
    const seat = this.kept.get(id)
    if (!seat) return undefined
    const others = [...this.kept.values()].filter((one) => one.sessionId === seat.sessionId && one.id !== id)
    const fits = others.filter((one) => one.inCall).length < (most ?? mostInMesh)
    if (change.inCall && !fits) throw new Problem('call_full')
    const changed = { ...seat, ...change }
    this.kept.set(id, changed)
    return changed
  }

  async seats(_tenantId: number, sessionId: string) {
    return [...this.kept.values()].filter((seat) => seat.sessionId === sessionId)
  }
}

const log = { warn() {}, info() {}, error() {} }

/** Two nodes on one bus, the calls of which keep their seats in one place. */
export const aHouseOfCalls = (
  options: {
    readonly server?: CallServer
    readonly ice?: IceSettings
    readonly now?: () => Date
    readonly signals?: Budget
    readonly features?: Partial<SessionFeatures>
  } = {},
) => {
  const seats = new MemorySeats()
  const bus = createLocalBus(log)
  const errors: unknown[] = []
  const part = () =>
    createCallsPart({
      calls: createCalls({
        sessions: seats,
        ice: options.ice ?? {
          stun: ['stun:a'],
          turn: ['turn:b'],
          minutes: 10,
          sign: (text) => `signed ${text}`,
        },
        server: options.server,
        onError: (error) => errors.push(error),
        now: options.now ?? (() => new Date('2030-06-01T12:00:00Z')),
      }),
      log,
      ...(options.signals && { signals: options.signals }),
    })
  const nodes = [0, 1].map(() => ({ id: randomUUID(), part: part() }))
  const rooms = new Map<string, Room>()
  const sessions = new Map<string, CollabSession>()

  const sessionOf = (name: string): CollabSession => {
    const session = sessions.get(name) ?? {
      id: randomUUID(),
      tenantId: 1,
      assetId: 1,
      linkId: null,
      createdBy: 1,
      features: { ...everything, ...options.features },
      maxParticipants: 50,
      invitationMessage: null,
      playback: null,
      lastSeq: 0,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
      endedAt: null,
    }
    sessions.set(name, session)
    return session
  }

  const roomOf = (session: CollabSession, { id, part }: (typeof nodes)[number]): Room => {
    const key = `${id} ${session.id}`
    const room = rooms.get(key) ?? new Room(session, { bus, node: id, parts: [part] })
    rooms.set(key, room)
    return room
  }

  return {
    seats,
    errors,
    parts: nodes.map(({ part }) => part) as [CollabPart, CollabPart],
    rooms: (at: number) =>
      [...rooms].filter(([key]) => key.startsWith(nodes[at]!.id)).map(([, room]) => room),
    quiet: () => Promise.all(nodes.map(({ part }) => part.close?.())),

    /** Takes a seat. */
    enter({
      role = 'commenter',
      at = 0,
      session: name = 'the session',
      participantId = randomUUID(),
      say = () => undefined,
    }: {
      role?: SessionRole
      at?: number
      session?: string
      participantId?: string
      /** To whom it goes beside what is remembered. */
      say?: (name: NoticeName, payload: unknown) => void
    } = {}) {
      const session = sessionOf(name)
      const node = nodes[at]!
      const room = roomOf(session, node)
      const told: Told[] = []
      const participant = {
        id: participantId,
        sessionId: session.id,
        userId: null,
        guestId: randomUUID(),
        email: null,
        name: 'Somebody',
        role,
        color: '#0072b2',
        joinedAt: new Date(),
        removedAt: null,
      }
      const emit = (name: NoticeName, payload: unknown) => {
        told.push({ name, payload: payload as Record<string, unknown> })
        say(name, payload)
        return true
      }
      const seat = {
        id: randomUUID(),
        participantId,
        language: 'en',
        allowance: undefined,
        hasEnded: false,
        room,
        line: { emit, emitVolatile: emit, close() {}, drop() {} },
        admitted: { session, participant, role } as unknown as Admitted,
      } as unknown as CollabSeat
      room.roster.know([participant as never])
      room.seats.set(seat.id, seat)
      const row = {
        id: seat.id,
        participantId,
        node: node.id,
        state: 'active' as const,
        inCall: false,
        isMuted: false,
        sharesScreen: false,
      }
      seats.kept.set(seat.id, { ...row, sessionId: session.id })
      room.seatChanged(row)

      return {
        id: seat.id,
        participantId,
        seat,
        row: () => seats.kept.get(seat.id),
        told: (name: NoticeName) => told.filter((one) => one.name === name).map(({ payload }) => payload),
        ask: <R extends RequestName>(name: R, payload: Payload<R>): Promise<Reply<R>> =>
          node.part.requests[name]!(seat, payload as never) as Promise<Reply<R>>,
        become(role: SessionRole) {
          seat.admitted = { ...seat.admitted, role }
          node.part.roleChanged?.(seat)
        },
        /** As the gateway does it when a socket is gone, for whatever reason. */
        async go() {
          seat.hasEnded = true
          room.seats.delete(seat.id)
          node.part.left?.(seat)
          room.seatLeft(seat.id, 'gone')
          seats.kept.delete(seat.id)
          await node.part.close?.()
        },
      }
    },
  }
}
