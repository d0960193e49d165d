import { useMemo } from 'preact/hooks'
import { speedText } from '../../../pages/format.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { useApp } from '../../context.ts'
import { dayOf, timeOf } from '../../ui/time.ts'
import { fleetWords } from '../words.ts'
import type { Moment, Past } from './past.ts'
import { profileOf } from './pieces.ts'
import { rates, type usePlaying } from './playing.ts'

interface PlayerProps {
  readonly past: Past
  readonly playing: ReturnType<typeof usePlaying>
  readonly moment: Moment
}

/** A slider over the time of a past, with how fast it was beneath it; the space bar plays and rests. */
export const Player = ({ past, playing, moment }: PlayerProps): Node => {
  const { lang, zone } = useApp()
  const w = fleetWords[lang]
  const { at, seek, isPlaying, toggle, rate, setRate } = playing
  const { from, to } = past.span
  const whole = Math.max(1, to - from)
  const said = { moving: speedText(lang, moment.speed ?? 0), standing: w.standing, unknown: w.silence }[
    moment.is
  ]
  const spoken = `${timeOf(lang, zone, at)}, ${said}`
  const isOneDay = dayOf(lang, zone, from) === dayOf(lang, zone, to)
  const profile = useMemo(
    () =>
      html`<svg class="fleet-profile" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path d=${profileOf(past)} />
        ${past.gaps.map(({ from: a, to: b }) => html`<rect class="gap" x=${((a - from) / whole) * 1000} y="0" width=${((b - a) / whole) * 1000} height="100" />`)}
        ${past.stops.map(({ from: a, to: b }) => html`<rect class="stop" x=${((a - from) / whole) * 1000} y="93" width=${Math.max(3, ((b - a) / whole) * 1000)} height="7" />`)}
      </svg>`,
    [past],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const isOnButton = (event.target as HTMLElement).closest('button, select')
    if (event.key !== ' ' || isOnButton) return
    event.preventDefault()
    toggle()
  }
  return html`<div class="fleet-player" role="group" aria-label=${w.player} onKeyDown=${onKeyDown}>
    <p class="fleet-moment" aria-hidden="true"><strong>${timeOf(lang, zone, at)}</strong> ${said}</p>
    <div class="fleet-timeline">
      ${profile}
      <input
        type="range"
        min="0"
        max=${whole}
        step=${whole > 7_200_000 ? 10_000 : 1000}
        value=${at - from}
        aria-label=${w.time}
        aria-valuetext=${spoken}
        onInput=${(event: Event) => seek(from + Number((event.currentTarget as HTMLInputElement).value))}
      />
    </div>
    <p class="fleet-ends" aria-hidden="true">
      <span>${isOneDay ? timeOf(lang, zone, from) : `${dayOf(lang, zone, from)} ${timeOf(lang, zone, from)}`}</span>
      <span>${isOneDay ? timeOf(lang, zone, to) : `${dayOf(lang, zone, to)} ${timeOf(lang, zone, to)}`}</span>
    </p>
    <div class="buttons">
      <button type="button" class="button" onClick=${toggle}><${Glyph} name=${isPlaying ? 'pause' : 'play'} />${isPlaying ? w.pause : w.play}</button>
      <label class="fleet-rate"><span class="visually-hidden">${w.rate}</span>
        <select value=${rate} onChange=${(event: Event) => setRate(Number((event.currentTarget as HTMLSelectElement).value))}>
          ${rates.map((one) => html`<option key=${one} value=${one}>${one}×</option>`)}
        </select>
      </label>
    </div>
  </div>`
}
