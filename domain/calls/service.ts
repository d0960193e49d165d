import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import type { Admitted, LiveSessions } from '../sessions/ports.ts'
import { assertMayDo, mayDo } from '../sessions/rights.ts'
import type { IceServer } from '../sessions/schema.ts'
import { mostInMesh, type Seat, type SeatChange } from '../sessions/session.ts'
import { iceServersFor } from './ice.ts'
import type { CallServer, IceSettings } from './ports.ts'

export interface CallPorts {
  readonly sessions: Pick<LiveSessions, 'changeSeat' | 'seats'>
  readonly ice: IceSettings
  /** Where there is one, it carries every call; without one, browsers send to each other. */
  readonly server: CallServer | undefined
  /** The server of calls did not do what it was asked to. */
  readonly onError: (error: unknown) => void
  readonly now: () => Date
}

/** A call as whoever joins it finds it. */
export interface Joined {
  readonly seat: Seat
  /** The other seats in it; to be called in a mesh. */
  readonly peers: readonly Seat[]
  readonly iceServers: readonly IceServer[]
  readonly server: { readonly url: string; readonly token: string } | undefined
}

/** A seat, in which session. */
export type CallSeat = Pick<Admitted, 'session' | 'participant'> & { readonly id: Id }

export type Calls = ReturnType<typeof createCalls>

/** As many seats as a call takes that a server carries. How many take part, the session itself says. */
const mostOnServer = 10_000

/** Who is in the call of a session. A call is nothing but the seats that are in it: it begins and ends with them. */
export const createCalls = ({ sessions, ice, server, onError, now }: CallPorts) => {
  const inCall = async ({ tenantId, id }: Pick<Admitted['session'], 'tenantId' | 'id'>) =>
    (await sessions.seats(tenantId, id)).filter((seat) => seat.inCall)

  /** What is asked of the server is worth a try, and keeps nobody. */
  const bestEffort = async (ask: (server: CallServer) => Promise<unknown>): Promise<void> => {
    if (server) await ask(server).catch(onError)
  }

  const isStillIn = async ({ session, participant }: CallSeat): Promise<boolean> =>
    (await inCall(session)).some((seat) => seat.participantId === participant.id)

  /** Takes a seat out of the call; answers it, unless it is gone altogether. */
  const leave = async (leaving: CallSeat): Promise<Seat | undefined> => {
    const { id, session, participant } = leaving
    const change = { inCall: false, isMuted: false, sharesScreen: false }
    const seat = await sessions.changeSeat(session.tenantId, id, change)
    if (server && !(await isStillIn(leaving)))
      await bestEffort((server) => server.remove(session.id, participant.id))
    return seat
  }

  return {
    inCall,
    leave,

    /**
     * Takes a seat into the call of its session, or throws `role_too_small`, `feature_off`, `call_full` or `unavailable`.
     * Whoever is in it already is given new credentials.
     */
    async join(admitted: Admitted, seatId: Id, isMuted: boolean): Promise<Joined> {
      assertMayTalk(admitted)
      const { session, participant } = admitted
      const change = { inCall: true, isMuted }
      const most = server ? mostOnServer : mostInMesh
      const seat = await sessions.changeSeat(session.tenantId, seatId, change, most)
      if (!seat) throw new Problem('not_found')
      const peers = (await inCall(session)).filter(({ id }) => id !== seatId)
      if (!server) return { seat, peers, iceServers: iceServersFor(ice, seatId, now()), server: undefined }
      const token = await server.ticket({
        sessionId: session.id,
        participantId: participant.id,
        name: participant.name,
        mayShareScreen: session.features.screenSharing,
      })
      return { seat, peers, iceServers: [], server: { url: server.url, token } }
    },

    /** What a seat in the call says of itself. */
    async change(
      { session, role }: Admitted,
      seatId: Id,
      change: Pick<SeatChange, 'isMuted' | 'sharesScreen'>,
    ): Promise<Seat> {
      assertMayTalk({ session, role })
      if (change.sharesScreen && !session.features.screenSharing) throw new Problem('feature_off')
      const seat = await sessions.changeSeat(session.tenantId, seatId, change)
      if (!seat) throw new Problem('not_in_call')
      return seat
    },

    /**
     * A host closes somebody's microphone, who may open it again. `not_found`: there is nobody of this name in the call.
     * Answers their seats.
     */
    async mute({ session, role }: Admitted, participantId: Id): Promise<readonly Seat[]> {
      assertMayDo(role, 'moderate')
      const theirs = (await inCall(session)).filter((seat) => seat.participantId === participantId)
      if (theirs.length === 0) throw new Problem('not_found')
      const muted = await Promise.all(
        theirs.map(({ id }) => sessions.changeSeat(session.tenantId, id, { isMuted: true })),
      )
      await bestEffort((server) => server.mute(session.id, participantId))
      return muted.filter((seat) => seat !== undefined)
    },

    /**
     * Nobody is heard on the server who is not in the call: what it was not told before, it is told now. Who is in the
     * call is asked last, as whoever joins is in it before they are there.
     */
    async tidy(session: Admitted['session']): Promise<void> {
      await bestEffort(async (server) => {
        const present = await server.present(session.id)
        if (present.length === 0) return
        const allowed = new Set((await inCall(session)).map(({ participantId }) => participantId))
        for (const id of present) if (!allowed.has(id)) await server.remove(session.id, id)
      })
    },
  }
}

export const mayTalk = ({ session, role }: Pick<Admitted, 'session' | 'role'>): boolean =>
  session.features.voiceChat && mayDo(role, 'talk')

/** Throws `role_too_small` or `feature_off`. */
export const assertMayTalk = ({ session, role }: Pick<Admitted, 'session' | 'role'>): void => {
  assertMayDo(role, 'talk')
  if (!session.features.voiceChat) throw new Problem('feature_off')
}
