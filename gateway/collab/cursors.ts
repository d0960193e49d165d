import { Problem } from '../../domain/problem.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { GatewayMetrics } from '../ports.ts'
import { createMoves, entryOf, rounded } from './moves.ts'
import type { CollabPart, CollabSeat } from './part.ts'

/** Where everybody points at. */
export const createCursors = (options: {
  readonly tickMs: number
  readonly metrics: GatewayMetrics
}): CollabPart => {
  const moves = createMoves({ ...options, part: 'cursors', notice: 'cursor:update' })
  const assertMayPoint = ({ admitted, room }: CollabSeat): void => {
    assertMayDo(admitted.role, 'point')
    if (!room.session.features.cursorTracking) throw new Problem('feature_off')
  }
  const leave = ({ room, participantId }: CollabSeat): void => {
    if (moves.forgetEverywhere(room, participantId)) room.tell('cursor:left', { id: participantId })
  }

  return {
    name: 'cursors',
    requests: {
      async 'cursor:move'(seat, { x, y, page }) {
        assertMayPoint(seat)
        const at = `"x":${rounded(x)},"y":${rounded(y)}${page === undefined ? '' : `,"page":${page}`}`
        moves.move(seat, entryOf(seat.participantId, at))
        return { ok: true as const }
      },
      async 'cursor:leave'(seat) {
        assertMayPoint(seat)
        leave(seat)
        return { ok: true as const }
      },
    },
    entered: moves.entered,
    left(seat) {
      moves.left(seat)
      // In another tab, or on another node, they may still be there: only what this seat pointed at is gone.
      if (moves.isFrom(seat)) leave(seat)
    },
    departed: (room, id) => void moves.forget(room, id),
    heard(room, message) {
      const id = moves.heard(room, message)
      if (id) room.tell('cursor:left', { id })
    },
    closed: moves.closed,
  }
}
