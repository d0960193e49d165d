import { toPeer } from '../../domain/calls/present.ts'
import type { Id } from '../../domain/schema.ts'
import type { PeerView } from '../../domain/sessions/schema.ts'
import type { Seat } from '../../domain/sessions/session.ts'
import { Allowance, type Budget } from '../allowance.ts'
import type { CollabRoom, CollabSeat, Notice } from './part.ts'

/** A seat of this node that is in the call. */
export interface Caller {
  readonly seat: CollabSeat
  readonly signals: Allowance
  isMuted: boolean
  sharesScreen: boolean
  isSpeaking: boolean
  /** What the others were told last, and when (monotonic ms). */
  saidSpeaking: boolean
  saidAt: number
  saying: NodeJS.Timeout | undefined
}

/** What nodes tell each other of a call; seats are of this session, as the channel is. */
export type CallNews =
  | { readonly joined: PeerView }
  | { readonly left: Id }
  | { readonly state: Notice<'rtc:state'>; readonly isVolatile?: boolean }
  | { readonly signal: Notice<'rtc:signal'>; readonly to: Id }
  | { readonly muted: readonly PeerView[]; readonly by: Id }

/** Somebody who begins and stops to speak all the time is told of this often. */
const speakingEveryMs = 200

/** The store may say for so long that somebody is there who was said to have left. */
const goneForMs = 10_000

/** The call of a session as one node knows it, and how its seats and the other nodes are told of it. */
export class RoomCall {
  readonly here = new Map<Id, Caller>()
  readonly elsewhere = new Map<Id, PeerView>()
  /** Who has left lately, and when (monotonic ms). */
  readonly #gone = new Map<Id, number>()
  /** Rises with every change: what was read of the call before it is not believed after it. */
  turn = 0
  readonly #room: CollabRoom
  readonly #part: string

  constructor(room: CollabRoom, part: string) {
    this.#room = room
    this.#part = part
  }

  hasLeft(id: Id): boolean {
    return (this.#gone.get(id) ?? Number.NEGATIVE_INFINITY) > performance.now() - goneForMs
  }

  joined(seat: CollabSeat, taken: Seat, budget: Budget): void {
    this.turn++
    this.#gone.delete(seat.id)
    this.here.set(seat.id, {
      seat,
      signals: new Allowance(budget),
      isMuted: taken.isMuted,
      sharesScreen: taken.sharesScreen,
      isSpeaking: false,
      saidSpeaking: false,
      saidAt: Number.NEGATIVE_INFINITY,
      saying: undefined,
    })
    const peer = toPeer(taken)
    this.#room.tell('rtc:joined', peer, seat.id)
    this.send({ joined: peer })
  }

  /** Answers whether it was in the call. `tellsItself`: it has not asked to go. */
  left(id: Id, tellsItself: boolean): boolean {
    const caller = this.here.get(id)
    if (!caller) return false
    this.turn++
    this.here.delete(id)
    this.#went(id)
    clearTimeout(caller.saying)
    this.#room.tell('rtc:left', { id }, tellsItself ? undefined : id)
    this.send({ left: id })
    return true
  }

  /** Its microphone or its screen. */
  changed(caller: Caller, { isMuted, sharesScreen }: Pick<Seat, 'isMuted' | 'sharesScreen'>): void {
    this.turn++
    Object.assign(caller, { isMuted, sharesScreen })
    if (isMuted) caller.isSpeaking = false
    const state = this.#stateOf(caller)
    this.#room.tell('rtc:state', state, caller.seat.id)
    this.send({ state })
  }

  /** Told at once, and then as it is after a while; what came between is not. */
  speaks(caller: Caller, isSpeaking: boolean): void {
    caller.isSpeaking = isSpeaking && !caller.isMuted
    if (caller.saying || caller.isSpeaking === caller.saidSpeaking) return
    const wait = caller.saidAt + speakingEveryMs - performance.now()
    if (wait <= 0) this.#saySpeaking(caller)
    else caller.saying = setTimeout(() => this.#saySpeaking(caller), wait)
  }

  /** By a host, or, as the word of it was lost, by `null`. Told on every node; this one tells its own seats. */
  muted(peers: readonly PeerView[], by: Id | null): void {
    this.turn++
    for (const { id, participant_id, shares_screen } of peers) {
      const caller = this.here.get(id)
      if (caller) {
        caller.isMuted = true
        caller.isSpeaking = false
        caller.saidSpeaking = false
        caller.seat.line.emit('rtc:muted', { by })
      }
      const other = this.elsewhere.get(id)
      if (other) this.elsewhere.set(id, { ...other, is_muted: true })
      this.#room.tell('rtc:state', { id, participant_id, is_muted: true, shares_screen, speaking: false }, id)
    }
  }

  /** Another node's. It may be old, doubled, or come before what it refers to. */
  heard(news: CallNews): void {
    this.turn++
    if ('joined' in news) this.joinedElsewhere(news.joined)
    else if ('left' in news) this.leftElsewhere(news.left)
    else if ('muted' in news) this.muted(news.muted, news.by)
    else if ('state' in news) this.#stateElsewhere(news.state, news.isVolatile ?? false)
    else this.here.get(news.to)?.seat.line.emit('rtc:signal', news.signal)
  }

  joinedElsewhere(peer: PeerView): void {
    const isNew = !this.elsewhere.has(peer.id)
    this.#gone.delete(peer.id)
    this.elsewhere.set(peer.id, peer)
    if (isNew) this.#room.tell('rtc:joined', peer)
  }

  leftElsewhere(id: Id): void {
    this.#went(id)
    if (this.elsewhere.delete(id)) this.#room.tell('rtc:left', { id })
  }

  send(news: CallNews): void {
    this.#room.send(this.#part, new TextEncoder().encode(JSON.stringify(news)))
  }

  #went(id: Id): void {
    for (const [one] of this.#gone) if (!this.hasLeft(one)) this.#gone.delete(one)
    this.#gone.set(id, performance.now())
  }

  #stateElsewhere(state: Notice<'rtc:state'>, isVolatile: boolean): void {
    const peer = this.elsewhere.get(state.id)
    if (!peer) return
    const { is_muted, shares_screen } = state
    this.elsewhere.set(state.id, { ...peer, is_muted, shares_screen })
    if (isVolatile) this.#tellVolatile(state)
    else this.#room.tell('rtc:state', state)
  }

  #saySpeaking(caller: Caller): void {
    caller.saying = undefined
    if (caller.isSpeaking === caller.saidSpeaking) return
    caller.saidSpeaking = caller.isSpeaking
    caller.saidAt = performance.now()
    const state = this.#stateOf(caller)
    this.#tellVolatile(state)
    this.send({ state, isVolatile: true })
  }

  #tellVolatile(state: Notice<'rtc:state'>): void {
    for (const { id, line } of this.#room.seats.values())
      if (id !== state.id) line.emitVolatile('rtc:state', state)
  }

  #stateOf({ seat, isMuted, sharesScreen, isSpeaking }: Caller): Notice<'rtc:state'> {
    return {
      id: seat.id,
      participant_id: seat.participantId,
      is_muted: isMuted,
      shares_screen: sharesScreen,
      speaking: isSpeaking,
    }
  }
}
