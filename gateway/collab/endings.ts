import { withRole } from '../../domain/sessions/entering.ts'
import type { LogEntry } from '../../domain/sessions/log.ts'
import { type Participant, stateOfSession } from '../../domain/sessions/session.ts'
import { isTighter, type LinkTerms } from '../../domain/share-links/link.ts'
import { createMembers } from '../members.ts'
import { createOpenLinks, type HeldLink } from '../open-links.ts'
import type { CloseReason, CollabPart, CollabSeat, Line } from './part.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'
import { entryFor } from './telling.ts'

export interface EndingsOptions {
  readonly rooms: Pick<Rooms, 'remove' | 'all'>
  readonly parts: readonly CollabPart[]
  readonly now: () => Date
}

/** `setTimeout` takes no more than this; a longer wait is made of several. */
const longestWaitMs = 2 ** 31 - 1

/** What may be downloaded is asked with each download: nobody has to leave a session for it. */
const isTighterInside = (after: LinkTerms, before: LinkTerms): boolean =>
  isTighter(
    { ...after, permissions: { ...after.permissions, download: before.permissions.download } },
    before,
  )

/** Who has to go, and why: their link or sign-in ended, the host sent them away, the session is over. */
export const createEndings = ({ rooms, parts, now }: EndingsOptions) => {
  /** Takes a seat off the lists of those that end with a link or a member. */
  const offLists = new Map<CollabSeat, () => void>()

  const refuse = (line: Line, reason: CloseReason): void => {
    line.emit('session:closed', { reason })
    line.close()
  }
  const take = (seat: CollabSeat, reason: 'left' | 'gone' | 'removed'): boolean => {
    offLists.get(seat)?.()
    offLists.delete(seat)
    return rooms.remove(seat, reason)
  }
  const end = (seats: readonly CollabSeat[], reason: CloseReason): void => {
    for (const seat of seats)
      if (take(seat, reason === 'removed' ? 'removed' : 'left')) refuse(seat.line, reason)
  }
  const endAll = (room: Room, reason: CloseReason): void => end([...room.seats.values()], reason)

  const links = createOpenLinks<HeldLink, CollabSeat>({
    now,
    end: (seats) => end(seats, 'link_ended'),
    isTighter: isTighterInside,
    endsWith: isTighterInside,
  })
  const members = createMembers<CollabSeat>((seats) => end(seats, 'signed_out'))

  const arm = (room: Room): void => {
    clearTimeout(room.timer)
    const wait = room.session.expiresAt.getTime() - now().getTime()
    room.timer = setTimeout(
      () => {
        if (stateOfSession(room.session, now()) === 'open') arm(room)
        else endAll(room, 'expired')
      },
      Math.min(longestWaitMs, Math.max(0, wait)),
    )
    room.timer.unref()
  }
  const giveRole = (seat: CollabSeat, { id, role }: Participant): void => {
    if (seat.participantId !== id || seat.admitted.participant.role === role) return
    seat.admitted = withRole(seat.admitted, role)
    for (const part of parts) part.roleChanged?.(seat)
  }
  const isOf =
    ({ about }: LogEntry) =>
    ({ participantId }: CollabSeat) =>
      participantId === about.participantId

  return {
    links,
    members,
    end,
    endAll,
    refuse,
    arm,
    add(seat: CollabSeat, link: HeldLink | undefined): void {
      const { member } = seat.admitted
      const isSignedOut = member && members.add(member, seat)
      if (link) links.add(link, seat)
      offLists.set(seat, () => {
        isSignedOut?.()
        if (link) links.remove(link.id, seat)
      })
    },
    leave: (seat: CollabSeat, reason: 'left' | 'gone'): void => void take(seat, reason),
    /** Why somebody cannot come in after all, who began to at `since` (monotonic ms). */
    endedSince(
      { admitted, room }: CollabSeat,
      link: HeldLink | undefined,
      since: number,
    ): CloseReason | undefined {
      if (link && links.endedSince(link, since)) return 'link_ended'
      if (admitted.member && members.changedSince(admitted.member, since)) return 'signed_out'
      const state = stateOfSession(room.session, now())
      return state === 'open' ? undefined : state
    },
    /** A new role counts from this very moment, and before anybody hears of it. */
    before(room: Room, { name, participant }: LogEntry): void {
      if (name !== 'participant:updated' || !participant) return
      for (const seat of room.seats.values()) giveRole(seat, participant)
    },
    after(room: Room, entry: LogEntry): void {
      if (entry.name === 'participant:removed') end([...room.seats.values()].filter(isOf(entry)), 'removed')
      if (entry.name !== 'session:ended') return
      room.session = { ...room.session, endedAt: entry.at }
      endAll(room, stateOfSession({ ...room.session, endedAt: null }, now()) === 'open' ? 'ended' : 'expired')
    },
    /** What was logged between their state and now, to somebody who has just come in. */
    tellMissed(seat: CollabSeat, entry: LogEntry): void {
      if (seat.hasEnded) return
      if (entry.name === 'participant:updated' && entry.participant) giveRole(seat, entry.participant)
      const view = entryFor(entry, seat)
      if (view) seat.line.emit(view.name, view)
      if (entry.name === 'participant:removed' && isOf(entry)(seat)) end([seat], 'removed')
      if (entry.name === 'session:ended') end([seat], 'ended')
    },
    /** Wider rights are had after coming again. */
    linkUpdated: (link: HeldLink): void => void links.update(link),
    close(): void {
      links.close()
      for (const { timer } of rooms.all.values()) clearTimeout(timer)
    },
  }
}

export type Endings = ReturnType<typeof createEndings>
