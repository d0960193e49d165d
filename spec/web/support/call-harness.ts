import { Call } from '../../../web/collab/call.ts'
import type { CallView } from '../../../web/collab/call-view.ts'
import { openSession } from '../../../web/collab/connection.ts'

/** What a spec asks of the page: numbers and words, as a page cannot hand over streams. */
export interface Harness {
  readonly seatId: () => string
  readonly join: (muted?: boolean) => Promise<string>
  readonly leave: () => Promise<void>
  readonly mute: (isMuted: boolean) => Promise<void>
  readonly stopScreen: () => Promise<void>
  readonly loseConnection: () => void
  readonly refuseMicrophone: () => void
  readonly view: () => Omit<CallView, 'screen' | 'peers'> & { sharesScreen: boolean; peers: HarnessPeer[] }
  readonly ended: () => number
  readonly muted: () => number
  readonly heard: () => Promise<Inbound[]>
  readonly restartAll: () => void
  readonly ways: () => string[]
}
export interface HarnessPeer {
  readonly id: string
  readonly hasVoice: boolean
  readonly hasScreen: boolean
  readonly isMuted: boolean
  readonly sharesScreen: boolean
  readonly isSpeaking: boolean
}
/** Of `getStats`: what comes in from one peer. */
export interface Inbound {
  readonly from: string
  readonly kind: string
  readonly audioLevel: number
  readonly energy: number
  readonly framesDecoded: number
}

declare global {
  interface Window {
    harness: Harness
    shared: Promise<string> | undefined
  }
}

let view: CallView | undefined
let ended = 0
let muted = 0
let call: Call | undefined
let seatId = ''

const session = openSession(
  { auth: () => ({}) },
  {
    onState(state) {
      seatId = state.you.seat_id
      call ??= new Call({
        line: session,
        seatId,
        onChange(next) {
          view = next
          showScreen(next)
        },
        onMuted: () => muted++,
        onEnded: () => ended++,
      })
      document.body.dataset.state = 'ready'
    },
    onOver: () => undefined,
  },
)

/** Frames are only decoded for somebody who looks. */
const showScreen = ({ peers }: CallView): void => {
  const video = document.querySelector('video')!
  const screen = peers.find(({ screenStream }) => screenStream)?.screenStream ?? null
  if (video.srcObject !== screen) video.srcObject = screen
}

const nameOf = (error: unknown): string =>
  String((error as { code?: unknown }).code ?? (error as Error).message ?? error)

document.querySelector('button')!.onclick = () => {
  window.shared = call!.shareScreen().then(() => 'shared', nameOf)
}

window.harness = {
  seatId: () => seatId,
  join: (isMuted) => call!.join(isMuted === undefined ? {} : { isMuted }).then(() => 'joined', nameOf),
  leave: () => call!.leave(),
  mute: (isMuted) => call!.mute(isMuted),
  stopScreen: () => call!.stopScreen(),
  loseConnection: () => void session.socket.io.engine.close(),
  refuseMicrophone() {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  },
  view: () => ({
    state: view!.state,
    isMuted: view!.isMuted,
    isSpeaking: view!.isSpeaking,
    hasMicrophone: view!.hasMicrophone,
    sharesScreen: view!.screen !== null,
    peers: view!.peers.map((peer) => ({
      id: peer.id,
      hasVoice: peer.stream !== null,
      hasScreen: peer.screenStream !== null,
      isMuted: peer.isMuted,
      sharesScreen: peer.sharesScreen,
      isSpeaking: peer.isSpeaking,
    })),
  }),
  ended: () => ended,
  muted: () => muted,
  async heard() {
    const inbound: Inbound[] = []
    for (const [from, connection] of call!.connections)
      for (const report of (await connection.getStats()).values())
        if (report.type === 'inbound-rtp')
          inbound.push({
            from,
            kind: report.kind,
            audioLevel: report.audioLevel ?? 0,
            energy: report.totalAudioEnergy ?? 0,
            framesDecoded: report.framesDecoded ?? 0,
          })
    return inbound
  },
  restartAll() {
    for (const connection of call!.connections.values()) connection.restartIce()
  },
  ways: () => [...call!.connections.values()].map(({ connectionState }) => connectionState),
}
