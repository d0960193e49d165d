import type { BrowserContext, Page } from 'playwright-core'

/** A microphone that beeps, and a screen to share, that nobody is asked about. */
export const fakeMedia = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]

declare global {
  interface Window {
    peerConnections: RTCPeerConnection[]
  }
}

/** Before any page of the context: what comes in over its calls can be measured. */
export const countCalls = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const peers: RTCPeerConnection[] = []
    const Real = window.RTCPeerConnection
    window.peerConnections = peers
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        peers.push(this)
      }
    }
  })

export interface Incoming {
  /** The loudest voice, 0 to 1. */
  readonly audioLevel: number
  /** What has been heard in all. */
  readonly energy: number
  readonly framesDecoded: number
}

/** What comes in from everybody, as the browser counts it. */
export const incoming = (page: Page): Promise<Incoming> =>
  page.evaluate(async () => {
    const sum = { audioLevel: 0, energy: 0, framesDecoded: 0 }
    for (const peer of window.peerConnections) {
      if (peer.connectionState === 'closed') continue
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue
        sum.audioLevel = Math.max(sum.audioLevel, report.audioLevel ?? 0)
        sum.energy += report.totalAudioEnergy ?? 0
        sum.framesDecoded += report.framesDecoded ?? 0
      }
    }
    return sum
  })
