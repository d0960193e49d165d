import type { IceServer } from '../../domain/sessions/schema.ts'
import type { PeerMedia, Signal } from './carriage.ts'

export interface PeerOptions {
  readonly iceServers: readonly IceServer[]
  /** Of two that call each other at once, the polite one gives way. */
  readonly isPolite: boolean
  readonly microphone: MediaStream | undefined
  readonly screen: MediaStream | undefined
  readonly send: (signal: Signal) => void
  readonly onMedia: () => void
  /** The way to them is gone: what to look for another one with. */
  readonly renew: () => Promise<readonly IceServer[]>
}

/** How long a call may go unanswered, or a way be looked for, before it is tried again. */
const patienceMs = 10_000

/**
 * The connection to one other browser. Both may change what they send whenever they like:
 * https://w3c.github.io/webrtc-pc/#perfect-negotiation-example
 */
export class Peer {
  media: PeerMedia = { stream: null, screenStream: null }
  readonly #options: PeerOptions
  readonly #connection: RTCPeerConnection
  readonly #streams = new Set<MediaStream>()
  readonly #screens = new Set<MediaStream>()
  #screenSenders: RTCRtpSender[] = []
  #isOffering = false
  #ignoresOffer = false
  #takesAnswer = false
  #isTryingAgain = false
  #turn: Promise<unknown> = Promise.resolve()
  readonly #patience: ReturnType<typeof setInterval>

  constructor(options: PeerOptions) {
    this.#options = options
    const connection = new RTCPeerConnection({ iceServers: copied(options.iceServers) })
    this.#connection = connection
    connection.onnegotiationneeded = () => void this.#offer()
    connection.onicecandidate = ({ candidate }) => options.send({ candidate: candidate && asText(candidate) })
    connection.ontrack = ({ track, streams: [stream] }) => this.#arrived(track, stream)
    connection.oniceconnectionstatechange = () => {
      if (connection.iceConnectionState === 'failed') void this.#tryAgain()
    }
    const [voice] = options.microphone?.getAudioTracks() ?? []
    if (voice && options.microphone) connection.addTrack(voice, options.microphone)
    else connection.addTransceiver('audio', { direction: 'recvonly' })
    this.setScreen(options.screen)
    this.#patience = setInterval(() => {
      if (!['connected', 'closed'].includes(connection.connectionState)) void this.#tryAgain()
    }, patienceMs)
  }

  get connection(): RTCPeerConnection {
    return this.#connection
  }

  /** One after the other, as they came. What makes no sense (any more) is left out. */
  signal(signal: Signal): void {
    this.#turn = this.#turn.then(() => this.#take(signal)).catch(() => {})
  }

  setScreen(screen: MediaStream | undefined): void {
    for (const sender of this.#screenSenders) this.#connection.removeTrack(sender)
    this.#screenSenders = (screen?.getTracks() ?? []).map((track) =>
      this.#connection.addTrack(track, screen!),
    )
  }

  /** Of the voice, as its packets say it. */
  level(): number {
    const voice = this.media.stream?.getAudioTracks()[0]
    const receiver = this.#connection.getReceivers().find(({ track }) => track === voice)
    return voice ? (receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0) : 0
  }

  close(): void {
    clearInterval(this.#patience)
    const connection = this.#connection
    connection.onnegotiationneeded = null
    connection.onicecandidate = null
    connection.ontrack = null
    connection.oniceconnectionstatechange = null
    connection.close()
  }

  async #offer(): Promise<void> {
    try {
      this.#isOffering = true
      await this.#connection.setLocalDescription()
      this.#describe()
    } catch {
      // closed meanwhile, or overtaken by what the other one offered
    } finally {
      this.#isOffering = false
    }
  }

  async #take(signal: Signal): Promise<void> {
    const connection = this.#connection
    if ('candidate' in signal) {
      if (!this.#ignoresOffer) await connection.addIceCandidate(signal.candidate ?? undefined)
      return
    }
    const { description } = signal
    const isReady = !this.#isOffering && (connection.signalingState === 'stable' || this.#takesAnswer)
    this.#ignoresOffer = description.type === 'offer' && !isReady && !this.#options.isPolite
    if (this.#ignoresOffer) return
    try {
      this.#takesAnswer = description.type === 'answer'
      await connection.setRemoteDescription(description as RTCSessionDescriptionInit)
    } finally {
      this.#takesAnswer = false
    }
    if (description.type !== 'offer') return
    await connection.setLocalDescription()
    this.#describe()
  }

  #describe(): void {
    const { type, sdp } = this.#connection.localDescription!
    this.#options.send({ description: { type, sdp } })
  }

  /** Offers again what was not answered; otherwise looks for another way, with credentials that are good now. */
  async #tryAgain(): Promise<void> {
    if (this.#isTryingAgain) return
    this.#isTryingAgain = true
    try {
      const iceServers = copied(await this.#options.renew())
      this.#connection.setConfiguration({ iceServers })
      if (this.#connection.signalingState === 'have-local-offer') this.#describe()
      else this.#connection.restartIce()
    } catch {
      // offline, or closed: there is a next time, or no need for it
    } finally {
      this.#isTryingAgain = false
    }
  }

  #arrived(track: MediaStreamTrack, stream: MediaStream | undefined): void {
    if (!stream) return
    if (track.kind === 'video') this.#screens.add(stream)
    if (!this.#streams.has(stream)) {
      this.#streams.add(stream)
      stream.onremovetrack = () => this.#sort()
    }
    this.#sort()
  }

  /** Nobody shows a face here: what has a picture is a screen, and what has none a voice. */
  #sort(): void {
    for (const stream of this.#streams) if (stream.getTracks().length === 0) this.#streams.delete(stream)
    const streams = [...this.#streams]
    const screenStream =
      streams.find((stream) => this.#screens.has(stream) && stream.getVideoTracks().length > 0) ?? null
    const stream = streams.find((stream) => !this.#screens.has(stream)) ?? null
    if (stream === this.media.stream && screenStream === this.media.screenStream) return
    this.media = { stream, screenStream }
    this.#options.onMedia()
  }
}

const copied = (servers: readonly IceServer[]): RTCIceServer[] =>
  servers.map((server) => ({ ...server, urls: [...server.urls] }))

const asText = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) => ({
  candidate,
  sdpMid,
  sdpMLineIndex,
  usernameFragment,
})
