import { Problem } from '../../domain/problem.ts'
import type { Id } from '../../domain/schema.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { GatewayMetrics } from '../ports.ts'
import { createMoves, entryOf, rounded } from './moves.ts'
import type { CollabPart, CollabRoom, CollabSeat } from './part.ts'

/** A seat, on whichever node, that goes along with what somebody sees. */
interface Follow {
  readonly seatId: Id
  readonly by: Id
  readonly of: Id
}
type News = Follow | { readonly seatId: Id; readonly of: null }

/** Movements and follows come by one name on the bus; a follow is JSON that begins like none of the movements. */
const followMark = 'f'.charCodeAt(0)

/** What everybody looks at, and who goes along with whom. */
export const createViews = (options: {
  readonly tickMs: number
  readonly metrics: GatewayMetrics
}): CollabPart => {
  const moves = createMoves({ ...options, part: 'views', notice: 'view:update' })
  const follows = new Map<CollabRoom, Map<Id, Follow>>()

  const followsOf = (room: CollabRoom): Map<Id, Follow> => {
    const all = follows.get(room) ?? new Map<Id, Follow>()
    follows.set(room, all)
    return all
  }
  const take = (room: CollabRoom, news: News): void => {
    const all = followsOf(room)
    const before = all.get(news.seatId)
    if (news.of === null) all.delete(news.seatId)
    else all.set(news.seatId, news)
    if (before && before.of !== news.of) tellFollowed(room, before.of)
    if (news.of !== null && before?.of !== news.of) tellFollowed(room, news.of)
  }
  const tellFollowed = (room: CollabRoom, id: Id): void => {
    const by = [...new Set([...followsOf(room).values()].filter(({ of }) => of === id).map(({ by }) => by))]
    for (const seat of room.seats.values())
      if (seat.participantId === id) seat.line.emit('presence:followed', { by })
  }
  const say = (room: CollabRoom, news: News): void =>
    room.send('views', Buffer.from(`f${JSON.stringify(news)}`))
  const change = (seat: CollabSeat, news: News): void => {
    take(seat.room, news)
    say(seat.room, news)
  }

  return {
    name: 'views',
    requests: {
      async 'view:move'(seat, { x, y, zoom, page, time_ms }) {
        assertMayDo(seat.admitted.role, 'point')
        const where = `"x":${rounded(x)},"y":${rounded(y)},"zoom":${rounded(zoom)}`
        const which = `${page === undefined ? '' : `,"page":${page}`}${time_ms === undefined ? '' : `,"time_ms":${time_ms}`}`
        moves.move(seat, entryOf(seat.participantId, where + which))
        return { ok: true as const }
      },
      async follow(seat, { participant_id }) {
        assertMayDo(seat.admitted.role, 'point')
        const of = participant_id === null ? null : participant_id.toLowerCase()
        if (of !== null && (of === seat.participantId || !seat.room.roster.isPresent(of)))
          throw new Problem('not_found')
        change(seat, of === null ? { seatId: seat.id, of } : { seatId: seat.id, by: seat.participantId, of })
        return { ok: true as const }
      },
    },
    entered(seat) {
      moves.entered(seat)
      tellIfFollowed(seat)
    },
    left(seat) {
      moves.left(seat)
      if (followsOf(seat.room).has(seat.id)) change(seat, { seatId: seat.id, of: null })
    },
    /** Their node may not have held the session before: it is told who follows them. */
    arrived(room, id) {
      for (const one of followsOf(room).values())
        if (one.of === id && room.seats.has(one.seatId)) say(room, one)
    },
    departed(room, id) {
      moves.forget(room, id)
      for (const one of [...followsOf(room).values()])
        if (one.by === id) take(room, { seatId: one.seatId, of: null })
    },
    heard(room, message) {
      if (message[0] !== followMark) moves.heard(room, message)
      else take(room, JSON.parse(Buffer.from(message).toString('utf8', 1)) as News)
    },
    closed(room) {
      moves.closed(room)
      follows.delete(room)
    },
  }

  /** A second tab, or one who comes back while others go on following. */
  function tellIfFollowed({ room, participantId }: CollabSeat): void {
    if ([...followsOf(room).values()].some(({ of }) => of === participantId))
      tellFollowed(room, participantId)
  }
}
