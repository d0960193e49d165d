import type { Language } from '../../../domain/problem.ts'
import { relative, speedText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Badge, Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { Plate } from '../../pages/subject.ts'
import { fill } from '../../pages/words.ts'
import { hrefOf } from '../router.ts'
import { type CarState, stateOf } from './listing.ts'
import type { Car } from './model.ts'
import { type FleetWords, fleetWords } from './words.ts'

interface VehicleRowProps {
  readonly car: Car
  readonly lang: Language
  readonly now: number
  /** Its place in the list from 0, and how many there are. */
  readonly place: number
  readonly of: number
  /** Where the tabulator leads; arrows lead to the others. */
  readonly isStop: boolean
  readonly onShare: (car: Car) => void
}

/** A vehicle in the list: a link to all there is to know of it. */
export const VehicleRow = ({ car, lang, now, place, of, isStop, onShare }: VehicleRowProps): Node => {
  const w = fleetWords[lang]
  const state = stateOf(car, now)
  return html`<li class="fleet-row" aria-setsize=${of} aria-posinset=${place + 1}>
    <a class="fleet-link" href=${hrefOf(`/fleet/${encodeURIComponent(car.imei)}`)} data-place=${place} tabindex=${isStop ? 0 : -1}>
      <${Badge} icon=${car.icon} color=${car.color} />
      <span class="grow">
        <span class="fleet-name">
          <h2><bdi>${plain(car.name)}</bdi></h2>
          ${car.plate && html`<${Plate} plate=${car.plate} lang=${lang} />`}
        </span>
        <span class="fleet-facts"><${StateTag} ...${{ state, w }} /> ${factsOf(lang, car, state, now)}</span>
      </span>
      ${car.viewers > 0 && html`<${Viewers} count=${car.viewers} text=${fill(w.watching, { count: car.viewers })} />`}
    </a>
    <button type="button" class="bare" tabindex=${isStop ? 0 : -1} aria-label=${fill(w.share, { name: plain(car.name) })} onClick=${() => onShare(car)}>
      <${Glyph} name="share" />
    </button>
  </li>`
}

/** What can be said in the rest of a line. */
export const factsOf = (lang: Language, car: Car, state: CarState, now: number): string => {
  if (car.seen === null) return ''
  const when =
    now - car.seen < 2000 ? fleetWords[lang].justNow : relative(lang, Math.min(-1000, car.seen - now))
  return state === 'moving' && car.spd !== null ? `${speedText(lang, car.spd)} · ${when}` : when
}

export const StateTag = ({ state, w }: { state: CarState; w: FleetWords }): Node =>
  html`<span class=${`fleet-state fleet-${state}`}>${w[state]}</span>`

export const Viewers = ({ count, text }: { count: number; text: string }): Node =>
  html`<span class="viewers" title=${text}>
    <${Glyph} name="eye" />
    <span aria-hidden="true">${count}</span>
    <span class="visually-hidden">${text}</span>
  </span>`
