import type { Id } from '../../domain/schema.ts'
import type { PeerView } from '../../domain/sessions/schema.ts'
import { type CallView, callPeerOf } from './call-view.ts'
import type { Carriage } from './carriage.ts'
import type { Notice, SessionConnection } from './connection.ts'
import { openMicrophone, openScreen, stop } from './devices.ts'
import { Loudness } from './loudness.ts'
import { Mesh } from './mesh.ts'
import { openCarriage } from './open-carriage.ts'
import { Speakers } from './speakers.ts'

export interface CallOptions {
  readonly line: Pick<SessionConnection, 'on' | 'request'>
  /** Of the connection that the line is now; a new one is heard of by `session:state`. */
  readonly seatId: Id
  readonly onChange: (view: CallView) => void
  /** A host has closed the own microphone. */
  readonly onMuted?: () => void
  /** The call is over for us, and we did not leave: no right any more, or no way. */
  readonly onEnded?: () => void
}

/** The call of a session, in a browser. Whoever may not use a microphone listens. */
export class Call {
  readonly #options: CallOptions
  #seatId: Id
  #state: CallView['state'] = 'out'
  #isMuted = false
  #microphone: MediaStream | undefined
  #screen: MediaStream | undefined
  #carriage: Carriage | undefined
  #speakers: Speakers | undefined
  #loudness: Loudness | undefined
  readonly #peers = new Map<Id, PeerView>()
  #listeners: (() => void)[] = []
  /** Rises with each joining and leaving: what was begun before it is dropped when it is done. */
  #turn = 0

  constructor(options: CallOptions) {
    this.#options = options
    this.#seatId = options.seatId
  }

  get view(): CallView {
    return {
      state: this.#state,
      isMuted: this.#isMuted,
      isSpeaking: this.#loudness?.own.isSpeaking ?? false,
      hasMicrophone: this.#microphone !== undefined,
      screen: this.#screen ?? null,
      peers: [...this.#peers.values()].map((peer) =>
        callPeerOf(peer, this.#carriage?.mediaOf(peer), this.#loudness?.of(peer.id)),
      ),
    }
  }

  /** Where it goes from browser to browser: what its connections say of themselves. */
  get connections(): ReadonlyMap<Id, RTCPeerConnection> {
    return this.#carriage instanceof Mesh ? this.#carriage.connections() : new Map()
  }

  /** Throws `RequestRefused`: `role_too_small`, `feature_off`, `call_full`, `offline`, … */
  async join({ isMuted = false }: { readonly isMuted?: boolean } = {}): Promise<void> {
    if (this.#state !== 'out') return
    const turn = ++this.#turn
    this.#state = 'joining'
    this.#changed()
    const microphone = await openMicrophone()
    if (turn !== this.#turn) return stop(microphone)
    this.#microphone = microphone
    this.#isMuted = isMuted || !microphone
    this.#speakers = new Speakers()
    this.#loudness = new Loudness(microphone, (isSpeaking) => this.#tell({ speaking: isSpeaking }))
    this.#listen()
    try {
      await this.#enter(turn)
    } catch (error) {
      if (turn === this.#turn) await this.leave()
      throw error
    }
  }

  async leave(): Promise<void> {
    if (this.#state === 'out') return
    this.#end()
    await this.#options.line.request('rtc:leave', {}).catch(() => {}) // offline: the service notices by itself
  }

  async mute(isMuted: boolean): Promise<void> {
    if (this.#state !== 'in' || !this.#microphone) return
    this.#mute(isMuted)
    await this.#options.line.request('rtc:state', { muted: isMuted })
  }

  /** After a click, or the browser asks nobody. Throws where the person, or the service, refuses. */
  async shareScreen(): Promise<void> {
    if (this.#state !== 'in' || this.#screen) return
    const turn = this.#turn
    const screen = await openScreen(() => void this.stopScreen().catch(() => {}))
    try {
      await this.#options.line.request('rtc:state', { shares_screen: true })
      if (turn !== this.#turn) throw new Error('the call is over')
    } catch (error) {
      stop(screen)
      throw error
    }
    this.#screen = screen
    await this.#carriage?.setScreen(screen)
    this.#changed()
  }

  async stopScreen(): Promise<void> {
    const screen = this.#screen
    if (!screen) return
    this.#screen = undefined
    stop(screen)
    await this.#carriage?.setScreen(undefined)
    this.#changed()
    await this.#options.line.request('rtc:state', { shares_screen: false })
  }

  async #enter(turn: number): Promise<void> {
    const { line } = this.#options
    const joined = await line.request('rtc:join', { muted: this.#isMuted })
    if (turn !== this.#turn) return
    const own = { id: this.#seatId, microphone: this.#microphone, isMuted: this.#isMuted }
    const carriage = await openCarriage(joined, line, own, {
      onMedia: () => this.#changed(),
      onLost: () => turn === this.#turn && this.#lost(),
    })
    if (turn !== this.#turn) return carriage.close()
    this.#carriage = carriage
    for (const peer of this.#peers.values()) carriage.add(peer, false) // came after us
    for (const peer of joined.peers) {
      this.#peers.set(peer.id, peer)
      carriage.add(peer, true)
    }
    this.#state = 'in'
    this.#loudness?.start(() => this.#measure())
    if (this.#screen) {
      await line.request('rtc:state', { shares_screen: true })
      await carriage.setScreen(this.#screen)
    }
    this.#changed()
  }

  #listen(): void {
    const { line } = this.#options
    this.#listeners = [
      line.on('rtc:joined', (peer) => this.#came(peer)),
      line.on('rtc:left', ({ id }) => (id === this.#seatId ? this.#lost() : this.#went(id))),
      line.on('rtc:signal', ({ from, signal }) => this.#carriage?.signal(from, signal)),
      line.on('rtc:state', (state) => this.#said(state)),
      line.on('rtc:muted', () => {
        this.#mute(true)
        this.#options.onMuted?.()
      }),
      line.on('session:state', ({ you }) => void this.#reconnected(you.seat_id)),
    ]
  }

  #came(peer: PeerView): void {
    if (this.#peers.has(peer.id)) return
    this.#peers.set(peer.id, peer)
    this.#carriage?.add(peer, false)
    this.#changed()
  }

  #went(id: Id): void {
    if (!this.#peers.delete(id)) return
    this.#carriage?.remove(id)
    this.#speakers?.stop(id)
    this.#changed()
  }

  #said({ id, is_muted, shares_screen }: Notice<'rtc:state'>): void {
    const peer = this.#peers.get(id)
    if (!peer || (peer.is_muted === is_muted && peer.shares_screen === shares_screen)) return
    this.#peers.set(id, { ...peer, is_muted, shares_screen })
    this.#changed()
  }

  /** The connection to the service was lost, and the seat with it: into the call again, as somebody new. */
  async #reconnected(seatId: Id): Promise<void> {
    if (seatId === this.#seatId) return
    this.#seatId = seatId
    const turn = ++this.#turn
    this.#carriage?.close()
    this.#carriage = undefined
    for (const id of [...this.#peers.keys()]) this.#went(id)
    this.#state = 'joining'
    this.#changed()
    await this.#enter(turn).catch(() => turn === this.#turn && this.#lost())
  }

  #mute(isMuted: boolean): void {
    this.#isMuted = isMuted
    this.#carriage?.setMuted(isMuted)
    this.#changed()
  }

  #tell(state: { readonly speaking: boolean }): void {
    if (this.#state === 'in') this.#options.line.request('rtc:state', state).catch(() => {})
  }

  #measure(): void {
    const { carriage, loudness } = { carriage: this.#carriage, loudness: this.#loudness }
    if (!carriage || !loudness) return
    if (loudness.measure(this.#isMuted, this.#peers.values(), (peer) => carriage.levelOf(peer)))
      this.#changed()
  }

  #lost(): void {
    if (this.#state === 'out') return
    this.#end()
    this.#options.onEnded?.()
  }

  #end(): void {
    this.#turn++
    for (const stopListening of this.#listeners) stopListening()
    this.#carriage?.close()
    this.#speakers?.close()
    this.#loudness?.close()
    stop(this.#microphone)
    stop(this.#screen)
    this.#listeners = []
    this.#peers.clear()
    this.#carriage = this.#speakers = this.#loudness = this.#microphone = this.#screen = undefined
    this.#state = 'out'
    this.#changed()
  }

  #changed(): void {
    const { view } = this
    for (const { id, stream } of view.peers) this.#speakers?.play(id, stream)
    this.#options.onChange(view)
  }
}
