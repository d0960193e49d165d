import type { AssignmentStatus } from '../../domain/assignments/assignment.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import { html, type Node } from './html.ts'
import { LanguageChoice } from './language-choice.ts'
import { plain, plainLines } from './plain.ts'
import { FollowButton, type ShareLive, type ShareProps } from './share.ts'
import { type Shown, seenText } from './subject.ts'
import { TimeLeft } from './time-left.ts'
import { VisitEta } from './visit-eta.ts'
import { Headline, Steps } from './visit-state.ts'
import { visitWords } from './visit-words.ts'
import { fill, words } from './words.ts'

/** What a customer is told of a visit; what moves is in `subjects`, as on the page of a vehicle. */
export interface VisitProps extends Omit<ShareProps, 'title'> {
  readonly title: string | null
  readonly visit: ShownVisit
  /** The link is the customer's own: they are asked how it was. */
  readonly mayRate: boolean
}

export interface ShownVisit {
  readonly status: AssignmentStatus
  /** RFC 3339: since when it is so. */
  readonly at: string
  /** The technician's first name. */
  readonly name: string
  readonly organization: string
  readonly number: string
  /** `YYYY-MM-DD` and `HH:MM:SS`, in `timeZone`. */
  readonly date: string
  readonly start: string | null
  readonly end: string | null
  readonly timeZone: string
  readonly eta: Eta | null
}

/** The page of a visit: a map while its technician is on the way, and words before and after. */
export const VisitPage = ({ live, ...props }: VisitProps & { live?: ShareLive }): Node => {
  const { lang, visit, expiresAt, home, isEmbedded, title, description } = props
  const w = words[lang]
  const shown: Shown = { lang, now: live?.now ?? Date.parse(props.serverTime), live: live !== undefined }
  const facts = html`
    ${live?.connection === 'offline' && html`<p class="banner" role="status">${w.offline}</p>`}
    <header class="sheet-head">
      <p class="eyebrow">
        ${isEmbedded ? html`<a href=${home} target="_blank" rel="noopener">${w.openPage}</a>` : html`<bdi>${plain(visit.organization)}</bdi>`}
      </p>
      <p class="quiet visit-number">${fill(visitWords[lang].order, { number: visit.number })}</p>
    </header>
    ${title && html`<p class="share-title visit-title"><bdi>${plain(title)}</bdi></p>`}
    <${Headline} visit=${visit} shown=${shown} />
    <${VisitEta} visit=${visit} shown=${shown} />
    <${Steps} visit=${visit} shown=${shown} />
    <${Seen} ...${{ ...props, shown, live }} />
    ${description && !isEmbedded && html`<p class="prose">${plainLines(description)}</p>`}
    <${TimeLeft} expiresAt=${expiresAt} shown=${shown} />
    ${!isEmbedded && html`<${LanguageChoice} lang=${lang} to=${home} />`}
    <p class="visually-hidden" aria-live="polite" id="said">${live?.said}</p>`
  return isFollowed(props)
    ? html`<div class=${isEmbedded ? 'stage embedded' : 'stage'}>
        <a class="skip" href="#facts">${w.skip}</a>
        <${MapFrame} ...${{ ...props, live }} />
        <main class="sheet" id="facts" tabindex="-1"><div class="sheet-body">${facts}</div></main>
      </div>`
    : html`<main class="visit-still" id="facts"><div class="visit-card">${facts}</div></main>`
}

/** Whether there is somebody to be seen on a map. */
export const isFollowed = ({ visit, subjects }: Pick<VisitProps, 'visit' | 'subjects'>): boolean =>
  visit.status === 'en_route' && subjects.length > 0

const MapFrame = ({ lang, subjects, live }: VisitProps & { live?: ShareLive }): Node => {
  const w = words[lang]
  const [technician] = subjects
  return html`<section class="map-frame" aria-label=${w.map}>
    <div id="map" class="map"></div>
    ${!live && html`<noscript><p class="map-note">${w.mapNeedsScript}</p></noscript>`}
    ${live?.map === 'failed' && html`<p class="map-note">${w.mapUnavailable}</p>`}
    ${
      live?.map === 'ready' &&
      technician?.position &&
      html`<${FollowButton} lang=${lang} live=${live} whom=${technician.id} />`
    }
  </section>`
}

/** How old the place on the map is; without a script, where it is. */
const Seen = ({ lang, visit, subjects, shown }: VisitProps & { shown: Shown }): Node | null => {
  const [technician] = subjects
  if (visit.status !== 'en_route' || !technician) return null
  const { position } = technician
  return html`<p class="quiet visit-seen">
    ${
      position
        ? html`<time datetime=${new Date(position.t).toISOString()}>${seenText(lang, position, shown.now)}</time>`
        : words[lang].noPosition
    }
    ${!shown.live && position && html` <span class="coordinates">${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}</span>`}
  </p>` as Node
}
