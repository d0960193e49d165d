import { AccessToken, RoomServiceClient, ServerError, TrackSource, TrackType } from 'livekit-server-sdk'
import type { CallServer } from '../domain/calls/ports.ts'

export interface LiveKitOptions {
  /** `wss://…`: where browsers reach it, and we at the same place by `https://…`. */
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  /** Seconds that a request may take. */
  readonly timeout?: number
}

/** A ticket is for joining; whoever is in keeps being in without it. */
const ticketSeconds = 120

/** A LiveKit server that carries calls. Requests reject when it does not answer in time. */
export const createLiveKit = ({ url, apiKey, apiSecret, timeout = 5 }: LiveKitOptions): CallServer => {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http').replace(/\/$/, ''), apiKey, apiSecret, {
    requestTimeout: timeout,
    failover: false, // what failed is asked again by the sweep
  })

  return {
    url,

    async ticket({ sessionId, participantId, name, mayShareScreen }) {
      const token = new AccessToken(apiKey, apiSecret, { identity: participantId, name, ttl: ticketSeconds })
      const screen = [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO]
      token.addGrant({
        room: sessionId,
        roomJoin: true,
        canSubscribe: true,
        canPublish: true,
        canPublishSources: [TrackSource.MICROPHONE, ...(mayShareScreen ? screen : [])],
        canPublishData: false,
        canUpdateOwnMetadata: false,
      })
      return token.toJwt()
    },

    async remove(sessionId, participantId) {
      const revokeTokenTs = BigInt(Math.floor(Date.now() / 1000))
      await orNobody(rooms.removeParticipant(sessionId, participantId, { revokeTokenTs }), undefined)
    },

    async mute(sessionId, participantId) {
      const participant = await orNobody(rooms.getParticipant(sessionId, participantId), undefined)
      const open = participant?.tracks.filter(
        ({ type, source, muted }) =>
          type === TrackType.AUDIO && source !== TrackSource.SCREEN_SHARE_AUDIO && !muted,
      )
      await Promise.all(
        (open ?? []).map(({ sid }) =>
          orNobody(rooms.mutePublishedTrack(sessionId, participantId, sid, true), undefined),
        ),
      )
    },

    async present(sessionId) {
      const participants = await orNobody(rooms.listParticipants(sessionId), [])
      return participants.map(({ identity }) => identity)
    },
  }
}

/** A room that nobody is in is none, and whoever has left is not found: there is nothing to do then. */
const orNobody = async <T, N>(asked: Promise<T>, nobody: N): Promise<T | N> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return nobody
    throw error
  }
}
