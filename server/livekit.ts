import type { RoomServiceClient } from 'livekit-server-sdk'
import type { CallServer } from '../domain/calls/ports.ts'
import type { Config } from './config.ts'

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

/** A LiveKit server that carries calls. Requests reject when it does not answer in time. Its library is loaded with it. */
export const createLiveKit = ({ url, apiKey, apiSecret, timeout = 5 }: LiveKitOptions): CallServer => {
  const library = import('livekit-server-sdk')
  const http = url.replace(/^ws/, 'http').replace(/\/$/, '')
  const rooms = library.then(
    ({ RoomServiceClient }) =>
      new RoomServiceClient(http, apiKey, apiSecret, {
        requestTimeout: timeout,
        failover: false, // what failed is asked again by the sweep
      }),
  )
  /** A room that nobody is in is none, and whoever has left is not found: there is nothing to do then. */
  const ask = async <T, N>(
    question: (client: RoomServiceClient) => Promise<T>,
    nobody: N,
  ): Promise<T | N> => {
    const { ServerError } = await library
    try {
      return await question(await rooms)
    } catch (error) {
      if (error instanceof ServerError && error.status === 404) return nobody
      throw error
    }
  }

  return {
    url,

    async ticket({ sessionId, participantId, name, mayShareScreen }) {
      const { AccessToken, TrackSource } = await library
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
      await ask((rooms) => rooms.removeParticipant(sessionId, participantId, { revokeTokenTs }), undefined)
    },

    async mute(sessionId, participantId) {
      const { TrackSource, TrackType } = await library
      const participant = await ask((rooms) => rooms.getParticipant(sessionId, participantId), undefined)
      const open = participant?.tracks.filter(
        ({ type, source, muted }) =>
          type === TrackType.AUDIO && source !== TrackSource.SCREEN_SHARE_AUDIO && !muted,
      )
      await Promise.all(
        (open ?? []).map(({ sid }) =>
          ask((rooms) => rooms.mutePublishedTrack(sessionId, participantId, sid, true), undefined),
        ),
      )
    },

    async present(sessionId) {
      const participants = await ask((rooms) => rooms.listParticipants(sessionId), [])
      return participants.map(({ identity }) => identity)
    },
  }
}

/** None where nobody runs one: browsers send to each other then. The settings name all of it, or nothing. */
export const callServerOf = ({
  LIVEKIT_URL: url,
  LIVEKIT_API_KEY: apiKey,
  LIVEKIT_API_SECRET: apiSecret,
}: Pick<Config, 'LIVEKIT_URL' | 'LIVEKIT_API_KEY' | 'LIVEKIT_API_SECRET'>): CallServer | undefined =>
  url && apiKey && apiSecret ? createLiveKit({ url, apiKey, apiSecret }) : undefined
