import { toPeer } from '../../domain/calls/present.ts'
import { assertMayTalk, type Calls, mayTalk } from '../../domain/calls/service.ts'
import { Problem } from '../../domain/problem.ts'
import type { Id } from '../../domain/schema.ts'
import type { Seat } from '../../domain/sessions/session.ts'
import type { Budget } from '../allowance.ts'
import type { Log } from '../ports.ts'
import { type Caller, type CallNews, RoomCall } from './call.ts'
import {
  admittedNow,
  type CollabPart,
  type CollabRoom,
  type CollabSeat,
  type Payload,
  type Reply,
} from './part.ts'

export interface CallsPartOptions {
  readonly calls: Calls
  readonly log: Log
  /** What one seat may send to others. */
  readonly signals?: Budget
}

const part = 'rtc'
const done = { ok: true } as const

/**
 * The call of a session: who is in it, and what they say to each other to find each other. Voices and screens go past us,
 * from browser to browser or by a server of calls.
 */
export const createCallsPart = ({
  calls,
  log,
  signals = { burst: 60, perSecond: 20, strikes: 0 },
}: CallsPartOptions): CollabPart => {
  const callsOf = new WeakMap<CollabRoom, RoomCall>()
  /** What is under way for a seat. One thing after the other: its joining, its signals, its leaving. */
  const turns = new WeakMap<CollabSeat, Promise<unknown>>()
  const running = new Set<Promise<unknown>>()

  const callOf = (room: CollabRoom): RoomCall => {
    const call = callsOf.get(room) ?? new RoomCall(room, part)
    callsOf.set(room, call)
    return call
  }

  const inTurn = <T>(seat: CollabSeat, act: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(seat) ?? Promise.resolve()).then(act, act)
    turns.set(seat, turn)
    running.add(turn)
    const over = () => running.delete(turn)
    turn.then(over, over)
    return turn
  }

  const callerOf = (seat: CollabSeat): Caller => {
    const caller = callOf(seat.room).here.get(seat.id)
    if (!caller) throw new Problem('not_in_call')
    return caller
  }

  /** The store and the server of calls hear of it; the others have been told. */
  const takeOut = async (seat: CollabSeat): Promise<void> => {
    const gone = await calls.leave({ ...admittedNow(seat), id: seat.id })
    if (gone && isThere(seat)) seat.room.seatChanged(gone)
  }

  /** Nobody waits for it. What the store does not hear is over with the seat, and on the server with the sweep. */
  const hangUp = (seat: CollabSeat, tellsItself: boolean): void => {
    if (!callOf(seat.room).left(seat.id, tellsItself)) return
    inTurn(seat, () => takeOut(seat)).catch((error) =>
      log.error({ err: error }, 'a seat that left the call is still kept as in it'),
    )
  }

  /** Whether this seat is in the call on another node. The store knows, where the word of it was lost. */
  const isElsewhere = async (room: CollabRoom, id: Id): Promise<boolean> => {
    const call = callOf(room)
    if (call.elsewhere.has(id)) return true
    if (room.seats.has(id)) return false
    const found = (await calls.inCall(room.session)).find((seat) => seat.id === id && !call.hasLeft(id))
    if (found) call.joinedElsewhere(toPeer(found))
    return found !== undefined
  }

  const join = async (seat: CollabSeat, { muted }: Payload<'rtc:join'>): Promise<Reply<'rtc:join'>> => {
    const call = callOf(seat.room)
    const before = call.here.get(seat.id)
    call.turn++
    const joined = await calls.join(admittedNow(seat), seat.id, muted ?? before?.isMuted ?? false)
    if (!isThere(seat) || !mayTalk(admittedNow(seat))) {
      await takeOut(seat)
      throw new Problem('not_in_call')
    }
    if (before && call.here.has(seat.id)) {
      if (before.isMuted !== joined.seat.isMuted) call.changed(before, joined.seat)
    } else call.joined(seat, joined.seat, signals)
    seat.room.seatChanged(joined.seat)
    return {
      ok: true,
      peers: joined.peers.filter(({ id }) => !call.hasLeft(id)).map(toPeer),
      ice_servers: [...joined.iceServers],
      ...(joined.server && { livekit: joined.server }),
    }
  }

  const change = async (seat: CollabSeat, { muted, shares_screen }: Payload<'rtc:state'>): Promise<void> => {
    const call = callOf(seat.room)
    callerOf(seat)
    call.turn++
    const changed = await calls.change(admittedNow(seat), seat.id, {
      ...(muted !== undefined && { isMuted: muted }),
      ...(shares_screen !== undefined && { sharesScreen: shares_screen }),
    })
    const caller = callerOf(seat) // or it was hung up meanwhile
    call.changed(caller, changed)
    seat.room.seatChanged(changed)
  }

  /** What the store says of a call that this node has missed. */
  const reconcile = (room: CollabRoom, call: RoomCall, seats: readonly Seat[]): void => {
    const inCall = new Map(seats.map((seat) => [seat.id, seat]))
    for (const id of [...call.elsewhere.keys()]) if (!inCall.has(id)) call.leftElsewhere(id)
    for (const seat of seats) {
      const caller = call.here.get(seat.id)
      if (caller && seat.isMuted && !caller.isMuted) {
        call.muted([toPeer(seat)], null)
        call.send({ state: { ...stateOf(seat), speaking: false } })
      }
      if (!room.seats.has(seat.id) && !call.hasLeft(seat.id)) call.joinedElsewhere(toPeer(seat))
    }
  }

  const checkRoom = async (room: CollabRoom): Promise<void> => {
    const call = callsOf.get(room)
    if (!call || call.here.size + call.elsewhere.size === 0) return
    for (const { seat } of [...call.here.values()]) if (!mayTalk(admittedNow(seat))) hangUp(seat, true)
    const { turn } = call
    const seats = await calls.inCall(room.session)
    if (call.turn === turn) reconcile(room, call, seats)
    if (call.here.size > 0) await calls.tidy(room.session)
  }

  return {
    name: part,

    requests: {
      'rtc:join': (seat, payload) => inTurn(seat, () => join(seat, payload)),

      'rtc:signal': (seat, { to, signal }) =>
        inTurn(seat, async () => {
          assertMayTalk(admittedNow(seat))
          const caller = callerOf(seat)
          if (!caller.signals.take()) throw new Problem('rate_limited', { seconds: 1 })
          const call = callOf(seat.room)
          const told = { from: seat.id, signal }
          const target = call.here.get(to)
          if (target && target !== caller) target.seat.line.emit('rtc:signal', told)
          else if (!target && (await isElsewhere(seat.room, to))) call.send({ signal: told, to })
          else throw new Problem('not_found')
          return done
        }),

      'rtc:state': async (seat, payload) => {
        assertMayTalk(admittedNow(seat))
        callerOf(seat)
        if (payload.muted !== undefined || payload.shares_screen !== undefined)
          await inTurn(seat, () => change(seat, payload))
        if (payload.speaking !== undefined) callOf(seat.room).speaks(callerOf(seat), payload.speaking)
        return done
      },

      'rtc:leave': (seat) =>
        inTurn(seat, async () => {
          if (callOf(seat.room).left(seat.id, false)) await takeOut(seat)
          return done
        }),

      'participant:mute': async (seat, { id }) => {
        const { room, admitted } = seat
        const muted = await calls.mute(admittedNow(seat), id)
        const peers = muted.map(toPeer)
        callOf(room).muted(peers, admitted.participant.id)
        callOf(room).send({ muted: peers, by: admitted.participant.id })
        for (const one of muted) if (room.roster.seats.has(one.id)) room.seatChanged(one)
        return done
      },
    },

    left: (seat) => hangUp(seat, false),

    roleChanged(seat) {
      if (!mayTalk(admittedNow(seat))) hangUp(seat, true)
    },

    heard(room, message) {
      callOf(room).heard(JSON.parse(new TextDecoder().decode(message)) as CallNews)
    },

    async check(rooms) {
      for (const room of rooms) await checkRoom(room)
    },

    async close() {
      await Promise.allSettled(running)
    },
  }
}

const isThere = ({ id, room, hasEnded }: CollabSeat): boolean => !hasEnded && room.seats.has(id)

const stateOf = ({ id, participantId, isMuted, sharesScreen }: Seat) => ({
  id,
  participant_id: participantId,
  is_muted: isMuted,
  shares_screen: sharesScreen,
})
