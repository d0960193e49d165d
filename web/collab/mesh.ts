import type { Id } from '../../domain/schema.ts'
import type { IceServer, PeerView } from '../../domain/sessions/schema.ts'
import type { Carriage, CarriageEvents, OwnEnd, PeerMedia, Signal } from './carriage.ts'
import { Pace } from './pace.ts'
import { Peer } from './peer.ts'

export interface MeshOptions extends OwnEnd, Pick<CarriageEvents, 'onMedia'> {
  /** Lost where the other one is gone: they are called again. */
  readonly send: (to: Id, signal: Signal) => void
  /** Credentials that are good now. */
  readonly renew: () => Promise<readonly IceServer[]>
}

const nothing: PeerMedia = { stream: null, screenStream: null }

/** A call from browser to browser: each sends to each. Whoever comes calls those who are there. */
export class Mesh implements Carriage {
  readonly #options: MeshOptions
  readonly #peers = new Map<Id, Peer>()
  /** Who is in the call; only with them there is a connection. */
  readonly #known = new Set<Id>()
  /** Less than the service takes (60 at once, 20 a second): with seven others there is much to say at first. */
  readonly #pace = new Pace(40, 15)
  #iceServers: readonly IceServer[]
  #renewing: Promise<readonly IceServer[]> | undefined
  #screen: MediaStream | undefined

  constructor(options: MeshOptions) {
    this.#options = options
    this.#iceServers = options.iceServers
    this.setMuted(options.isMuted)
  }

  add({ id }: PeerView, isCalled: boolean): void {
    this.#known.add(id)
    if (isCalled) this.#peer(id)
  }

  remove(id: Id): void {
    this.#known.delete(id)
    this.#peers.get(id)?.close()
    this.#peers.delete(id)
  }

  signal(from: Id, signal: Signal): void {
    if (this.#known.has(from)) this.#peer(from).signal(signal)
  }

  setMuted(isMuted: boolean): void {
    for (const track of this.#options.microphone?.getAudioTracks() ?? []) track.enabled = !isMuted
  }

  async setScreen(screen: MediaStream | undefined): Promise<void> {
    this.#screen = screen
    for (const peer of this.#peers.values()) peer.setScreen(screen)
  }

  mediaOf({ id }: PeerView): PeerMedia {
    return this.#peers.get(id)?.media ?? nothing
  }

  levelOf({ id }: PeerView): number {
    return this.#peers.get(id)?.level() ?? 0
  }

  /** What the connections say of themselves, by seat. */
  connections(): ReadonlyMap<Id, RTCPeerConnection> {
    return new Map([...this.#peers].map(([id, { connection }]) => [id, connection]))
  }

  close(): void {
    this.#pace.stop()
    for (const id of [...this.#peers.keys()]) this.remove(id)
  }

  /** Once for all whose way is lost at the same time. */
  #renew(): Promise<readonly IceServer[]> {
    this.#renewing ??= this.#options
      .renew()
      .then((servers) => {
        this.#iceServers = servers
        return servers
      })
      .finally(() => {
        this.#renewing = undefined
      })
    return this.#renewing
  }

  #peer(id: Id): Peer {
    const { id: own, microphone, send, onMedia } = this.#options
    let peer = this.#peers.get(id)
    if (!peer) {
      peer = new Peer({
        iceServers: this.#iceServers,
        isPolite: own < id,
        microphone,
        screen: this.#screen,
        send: (signal) => this.#pace.do(() => send(id, signal)),
        onMedia,
        renew: () => this.#renew(),
      })
      this.#peers.set(id, peer)
    }
    return peer
  }
}
