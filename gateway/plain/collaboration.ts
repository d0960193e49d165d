import { Problem } from '../../domain/problem.ts'
import type { Refusal } from '../../domain/protocol.ts'
import type { Collab } from '../collab/collab.ts'
import type { CloseReason, CollabSeat, Line } from '../collab/part.ts'
import { cookieOf, isFromHere } from '../handshake.ts'
import type { NamespaceContext } from '../namespace.ts'
import { closeCodes } from './codes.ts'
import { admit, type Caller } from './door.ts'
import { answer } from './live.ts'
import { asMessages, asRequest } from './messages.ts'
import type { Message, Peer } from './peer.ts'
import { createThinning } from './thinning.ts'
import type { Face } from './upgrade.ts'

export interface PlainCollaborationParts<Device> {
  readonly collab: Pick<Collab, 'admit' | 'enter' | 'giveUp' | 'answer' | 'leave'>
  readonly context: NamespaceContext<Device>
  /** The link by which a browser has joined this session, as joining left it in its cookies. */
  readonly seatLinkIn: (cookies: string) => string | undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** A pointer is told thirty times a second. */
const pointerMs = 33
/** Closed by the client itself: done, on to another page, or for no reason given. */
const saidGoodbye: readonly number[] = [1000, 1001, 1005]
/** Bytes that may wait before a client misses what the next message replaces anyway. */
const mostVolatile = 65_536

/** `/ws/collaboration/{id}/`: a seat like any other, for whoever speaks the content document's messages. */
export const createPlainCollaboration = <Device>(parts: PlainCollaborationParts<Device>): Face => {
  const { collab, context } = parts
  return async (peer, sessionId, caller) => {
    if (!uuid.test(sessionId)) throw new Problem('not_found')
    const handshake = { headers: caller.headers, address: caller.remote }
    const knock = (given: object) => collab.admit({ ...given, session_id: sessionId }, handshake)
    const waiting = await admit(peer, knock, broughtBy(caller, parts), context.limits.introductionMs)
    const seat = peer.isOpen ? collab.enter(waiting, lineOver(peer)) : collab.giveUp(waiting)
    if (seat) attend(peer, seat, collab)
  }
}

/** What there is to try, best first: a page may be a member's, and a guest's who came by the session's link. */
const broughtBy = <Device>(
  { headers, bearer }: Caller,
  { context: { cookies }, seatLinkIn }: PlainCollaborationParts<Device>,
): object[] => {
  if (bearer !== undefined) return [{ jwt: bearer }]
  if (headers.cookie === undefined || !isFromHere(headers, cookies.origins)) return []
  const isMember = cookies.cookieName && cookieOf(headers.cookie, cookies.cookieName)
  const token = seatLinkIn(headers.cookie)
  return [...(isMember ? [{}] : []), ...(token ? [{ token }] : [])]
}

/** Answers what a seat asks, until its connection is gone. */
const attend = (
  peer: Peer,
  seat: CollabSeat,
  collab: Pick<PlainCollaborationParts<unknown>['collab'], 'answer' | 'leave'>,
): void => {
  const ask = ({ name, payload }: { name: string; payload: unknown }, acknowledge: (reply: Reply) => void) =>
    collab.answer({
      session: seat,
      name,
      payload,
      acknowledge: acknowledge as (reply: unknown) => void,
      cutOff: () => peer.close(closeCodes.tooMuch),
    })
  const refused = new Set<string>()
  const pointer = createThinning((message: Message) => {
    ask(asRequest(message), (reply) => {
      // Said once: it is the same for every movement that follows.
      if (!('error' in reply) || refused.has(reply.error.code)) return
      refused.add(reply.error.code)
      answer(peer, message.id, reply)
    })
  }, pointerMs)

  peer.onGone((code) => {
    pointer.stop()
    collab.leave(seat, saidGoodbye.includes(code) ? 'left' : 'gone')
  })
  peer.listen((message) => {
    if (message.type === 'cursor_position') {
      pointer.take(message)
      return
    }
    const request = asRequest(message)
    ask(request, (reply) => {
      const isAsked = message.id !== undefined || !request.isOfDocument
      if (isAsked || 'error' in reply) answer(peer, message.id, reply)
    })
  })
}

type Reply = { readonly ok: true } | Refusal

const closeCodeOf: Record<CloseReason, number> = {
  ended: closeCodes.ended,
  expired: closeCodes.ended,
  link_ended: closeCodes.ended,
  removed: closeCodes.forbidden,
  signed_out: closeCodes.notSignedIn,
}

const lineOver = (peer: Peer): Line => {
  let why: number = closeCodes.ended
  const emit: Line['emit'] = (name, payload) => {
    if (name === 'session:closed') why = closeCodeOf[(payload as { reason: CloseReason }).reason]
    for (const message of asMessages(name, payload)) peer.send(message)
  }
  return {
    emit,
    emitVolatile(name, payload) {
      if (peer.unread > mostVolatile) return false
      emit(name, payload)
      return true
    },
    close: () => peer.close(why),
    drop: () => peer.close(closeCodes.comeAgain),
  }
}
