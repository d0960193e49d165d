import { useEffect, useMemo } from 'preact/hooks'
import { distanceText, duration, speedText } from '../../../pages/format.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { Trouble, useTask } from '../../ui/form.ts'
import { timeOf } from '../../ui/time.ts'
import type { FleetDesk } from '../fleet-desk.ts'
import type { Car } from '../model.ts'
import { fleetWords } from '../words.ts'
import { savePast } from './load-past.ts'
import { momentOf, type Past, type Span } from './past.ts'
import { usePastOnMap } from './past-on-map.ts'
import { paces } from './pieces.ts'
import { Player } from './player.ts'
import { usePlaying } from './playing.ts'

interface ShownPastProps {
  readonly desk: FleetDesk
  readonly car: Car
  readonly span: Span
  readonly past: Past
}

/** A past on the map, with its sums, a slider over its time, where it stood, and files of it to take along. */
export const ShownPast = ({ desk, car, span, past }: ShownPastProps): Node => {
  const { api, lang, zone } = useApp()
  const w = fleetWords[lang]
  const playing = usePlaying(past)
  const { busy, refused, run } = useTask()
  const name = plain(car.name)
  const moment = momentOf(past, playing.at)
  const onMap = usePastOnMap(desk, past)
  useEffect(() => {
    onMap.stand(car, `${name}, ${timeOf(lang, zone, playing.at)}`, moment)
  })
  const stops = useMemo(
    () =>
      past.stops.map(
        (stop) =>
          html`<li key=${stop.from}>
            <button type="button" class="fleet-stop" onClick=${() => {
              playing.seek(stop.from)
              onMap.show(stop)
            }}>
              <span>${timeOf(lang, zone, stop.from)} – ${timeOf(lang, zone, stop.to)}</span>
              <span class="quiet">${duration(lang, stop.to - stop.from)}</span>
            </button>
          </li>`,
      ),
    [past, lang],
  )
  const save = (format: 'gpx' | 'geojson') => run(() => savePast(api, { imei: car.imei, name }, span, format))

  return html`<div class="stack">
    <dl class="facts">
      <div><dt class="fact-name">${w.distance}</dt><dd class="fact-value">${distanceText(lang, past.distance)}</dd></div>
      <div><dt class="fact-name">${w.underWay}</dt><dd class="fact-value">${duration(lang, past.underWay)}</dd></div>
      <div><dt class="fact-name">${w.topSpeed}</dt><dd class="fact-value">${speedText(lang, past.topSpeed)}</dd></div>
    </dl>
    <${Player} ...${{ past, playing, moment }} />
    <ul class="fleet-legend" aria-label=${w.legend}>
      ${paces.map(({ name, below }, i) => {
        const from = paces[i - 1]?.below ?? 0
        const text = Number.isFinite(below) ? `${from} – ${below}` : `≥ ${from}`
        const isLast = i === paces.length - 1 // the unit stands once, and never alone on a line
        return html`<li key=${name}><span class=${`fleet-pace pace-${name}`} aria-hidden="true"></span>${text}${isLast && ` ${w.kmh}`}</li>`
      })}
      ${past.gaps.length > 0 && html`<li><span class="fleet-pace pace-gap" aria-hidden="true"></span>${w.silence}</li>`}
    </ul>
    ${
      past.gaps.length > 0 &&
      html`<p class="hint">${fill(w.gaps, {
        count: past.gaps.length,
        duration: duration(
          lang,
          past.gaps.reduce((sum, { from, to }) => sum + to - from, 0),
        ),
      })}</p>`
    }
    <h3>${w.stops}</h3>
    ${past.stops.length ? html`<ul class="fleet-stops">${stops}</ul>` : html`<p class="quiet">${w.noStops}</p>`}
    <div class="buttons">
      <button type="button" class="button" disabled=${busy} onClick=${() => save('gpx')}><${Glyph} name="down" />GPX</button>
      <button type="button" class="button" disabled=${busy} onClick=${() => save('geojson')}><${Glyph} name="down" />GeoJSON</button>
    </div>
    <${Trouble} refused=${refused} />
  </div>`
}
