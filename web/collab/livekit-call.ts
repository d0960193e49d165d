import { type Participant, type RemoteTrackPublication, Room, RoomEvent, Track } from 'livekit-client'
import type { PeerView } from '../../domain/sessions/schema.ts'
import type { Carriage, CarriageEvents, OwnEnd, PeerMedia } from './carriage.ts'

export interface LiveKitAccess {
  readonly url: string
  readonly token: string
}

/** Enough to read what is on a screen. */
const screenRate = 15

/** A call that a LiveKit server carries. Others are known there by their participant. Rejects where it lets nobody in. */
export const openLiveKit = async (
  { url, token }: LiveKitAccess,
  { microphone, isMuted, onMedia, onLost }: OwnEnd & CarriageEvents,
): Promise<Carriage> => {
  const room = new Room({ dynacast: true, stopLocalTrackOnUnpublish: false })
  const streams = new Map<MediaStreamTrack, MediaStream>()
  let screens: MediaStreamTrack[] = []
  let isClosed = false

  for (const event of [
    RoomEvent.TrackSubscribed,
    RoomEvent.TrackUnsubscribed,
    RoomEvent.ParticipantDisconnected,
  ] as const)
    room.on(event, onMedia)
  room.on(RoomEvent.Disconnected, () => {
    if (!isClosed) onLost()
  })

  await room.connect(url, token)
  const own = room.localParticipant
  const setMuted = async (muted: boolean): Promise<void> => {
    const published = own.getTrackPublication(Track.Source.Microphone)
    await (muted ? published?.mute() : published?.unmute())
  }
  const [voice] = microphone?.getAudioTracks() ?? []
  if (voice) {
    voice.enabled = true // LiveKit closes it itself
    await own.publishTrack(voice, { source: Track.Source.Microphone })
    await setMuted(isMuted)
  }

  const participantOf = ({ participant_id }: PeerView): Participant | undefined =>
    room.remoteParticipants.get(participant_id)

  /** The same stream for the same tracks, so that nobody begins to play it anew. */
  const streamOf = (participant: Participant | undefined, ...sources: Track.Source[]): MediaStream | null => {
    const tracks = sources
      .map((source) => participant?.getTrackPublication(source) as RemoteTrackPublication | undefined)
      .flatMap((published) => published?.track?.mediaStreamTrack ?? [])
    const [first] = tracks
    if (!first) return null
    const stream = streams.get(first) ?? new MediaStream()
    streams.set(first, stream)
    for (const track of tracks) stream.addTrack(track)
    return stream
  }

  return {
    add() {},
    remove() {},
    signal() {},
    setMuted: (muted) => void setMuted(muted).catch(onLost),

    async setScreen(screen) {
      for (const track of screens) await own.unpublishTrack(track)
      screens = screen?.getTracks() ?? []
      for (const track of screens)
        await own.publishTrack(track, {
          source: track.kind === 'video' ? Track.Source.ScreenShare : Track.Source.ScreenShareAudio,
          screenShareEncoding: { maxBitrate: 2_500_000, maxFramerate: screenRate },
        })
    },

    mediaOf(peer): PeerMedia {
      const participant = participantOf(peer)
      return {
        stream: streamOf(participant, Track.Source.Microphone),
        screenStream: streamOf(participant, Track.Source.ScreenShare, Track.Source.ScreenShareAudio),
      }
    },
    levelOf: (peer) => participantOf(peer)?.audioLevel ?? 0,

    close() {
      isClosed = true
      void room.disconnect(false)
    },
  }
}
