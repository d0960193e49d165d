import { html, type Node } from './html.ts'

const hour = 3_600_000

/** The last hour as an egg timer: a ring that runs back to twelve. Before that the ring is whole. */
export const Dial = ({ left }: { left: number }): Node => {
  const share = Math.min(1, Math.max(0, left / hour))
  const minutes = (share * 60).toFixed(2)
  return html`<svg class=${share < 1 / 6 ? 'dial dial-late' : 'dial'} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle class="dial-ground" cx="24" cy="24" r="19" />
    <circle class="dial-left" cx="24" cy="24" r="19" pathLength="60" stroke-dasharray=${`${minutes} 60`} transform="rotate(-90 24 24)" />
    ${ticks.map((angle) => html`<path class="dial-tick" d="M24 10.5v2.5" transform=${`rotate(${angle} 24 24)`} />`)}
  </svg>`
}

const ticks = [0, 90, 180, 270] as const
