import type { Id } from '../../domain/schema.ts'
import { presentParticipant } from '../../domain/sessions/live-view.ts'
import type { ParticipantView } from '../../domain/sessions/schema.ts'
import type { Participant, Seat } from '../../domain/sessions/session.ts'
import type { Roster } from './part.ts'

/** `joined`: their first seat. `left`: their last. `changed`: what the others see of them is another. */
export type RosterChange = 'joined' | 'left' | 'changed' | 'none'

export class SessionRoster implements Roster {
  readonly seats = new Map<Id, Seat>()
  readonly #seatsOf = new Map<Id, Map<Id, Seat>>()
  readonly #participants = new Map<Id, Participant>()

  know(participants: Iterable<Participant>): void {
    for (const one of participants) this.#participants.set(one.id, one)
  }

  participant(id: Id): Participant | undefined {
    return this.#participants.get(id)
  }

  participants(): Participant[] {
    return [...this.#participants.values()]
  }

  view(id: Id): ParticipantView | undefined {
    const participant = this.#participants.get(id)
    return participant && presentParticipant(participant, [...(this.#seatsOf.get(id)?.values() ?? [])])
  }

  isPresent(participantId: Id): boolean {
    return this.#seatsOf.has(participantId)
  }

  put(seat: Seat): RosterChange {
    const { participantId } = seat
    const before = this.#seatsOf.get(participantId)
    const seen = before && JSON.stringify(this.view(participantId))
    const seats = before ?? new Map<Id, Seat>()
    this.#seatsOf.set(participantId, seats.set(seat.id, seat))
    this.seats.set(seat.id, seat)
    if (!before) return 'joined'
    return seen === JSON.stringify(this.view(participantId)) ? 'none' : 'changed'
  }

  remove(seatId: Id): RosterChange {
    const seat = this.seats.get(seatId)
    if (!seat) return 'none'
    const seen = JSON.stringify(this.view(seat.participantId))
    this.seats.delete(seatId)
    const seats = this.#seatsOf.get(seat.participantId)
    seats?.delete(seatId)
    if (seats?.size === 0) {
      this.#seatsOf.delete(seat.participantId)
      return 'left'
    }
    return seen === JSON.stringify(this.view(seat.participantId)) ? 'none' : 'changed'
  }
}
