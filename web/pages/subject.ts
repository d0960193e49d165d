import type { Language } from '../../domain/problem.ts'
import { clockTime, coordinates, directionText, distanceText, relative, speedText } from './format.ts'
import { html, type Node } from './html.ts'
import { Badge, Glyph } from './icons.ts'
import { plain } from './plain.ts'
import type { ShareLive, SharePosition, ShareSubject } from './share.ts'
import { fill, words } from './words.ts'

/** For whom and when a page is drawn. `live`: in a browser, which knows its own time zone. */
export interface Shown {
  readonly lang: Language
  readonly now: number
  readonly live: boolean
}

/** After a minute of silence a place is history, and the page says so. */
export const staleAfter = 60_000
export const isStale = (position: SharePosition | null, now: number): boolean =>
  position !== null && now - position.t > staleAfter

/** The only subject of a link, with everything there is to know. */
export const SubjectCard = ({
  subject,
  shown,
  connection,
}: {
  subject: ShareSubject
  shown: Shown
  connection?: ShareLive['connection']
}): Node => {
  const { position } = subject
  const w = words[shown.lang]
  return html`<article class="subject-card">
    <div class="who">
      <${Badge} icon=${subject.icon} color=${subject.color} />
      <div>
        <h1 class=${subject.name.length > longName ? 'long' : undefined}><bdi>${plain(subject.name)}</bdi></h1>
        <p class="under-name">
          ${subject.plate && html`<${Plate} plate=${subject.plate} lang=${shown.lang} />`}
          <${State} ...${{ position, shown, connection }} />
        </p>
      </div>
    </div>
    ${
      position
        ? html`<${Facts} position=${position} shown=${shown} />`
        : html`<p class="quiet">${w.noPositionMore}</p>`
    }
  </article>`
}

const longName = 40

/** One of several. */
export const SubjectRow = ({
  subject,
  shown,
  followed,
  onFollow,
}: {
  subject: ShareSubject
  shown: Shown
  followed: boolean
  onFollow?: () => void
}): Node => {
  const { position } = subject
  const w = words[shown.lang]
  return html`<li class=${followed ? 'subject-row followed' : 'subject-row'}>
    <${Badge} icon=${subject.icon} color=${subject.color} />
    <div class="grow">
      <div class="name-line">
        <h2><bdi>${plain(subject.name)}</bdi></h2>
        ${subject.plate && html`<${Plate} plate=${subject.plate} lang=${shown.lang} />`}
      </div>
      ${position && !isStale(position, shown.now) && html`<p class="under-name">${motionText(shown.lang, position)}</p>`}
      <p class="under-name"><${State} position=${position} shown=${shown} /></p>
      ${!shown.live && position && html`<${Place} position=${position} lang=${shown.lang} />`}
    </div>
    ${
      onFollow &&
      html`<button
        type="button"
        class="button small"
        aria-pressed=${String(followed)}
        aria-label=${`${w.follow}: ${plain(subject.name)}`}
        onClick=${onFollow}
      >
        <${Glyph} name="target" />
      </button>`
    }
  </li>`
}

export const Plate = ({ plate, lang }: { plate: string; lang: Language }): Node =>
  html`<span class="plate"><span class="visually-hidden">${words[lang].plate} </span><bdi>${plain(plate)}</bdi></span>`

/** "Seen just now", "last seen 12 seconds ago", or that the device has fallen silent. */
export const seenText = (lang: Language, position: SharePosition | null, now: number): string => {
  const w = words[lang]
  if (!position) return w.noPosition
  const age = now - position.t
  if (age < 2000) return w.seenNow
  return fill(isStale(position, now) ? w.stale : w.seen, { when: relative(lang, -age) })
}

/** "43 km/h, heading north-east". Below walking pace a device only wobbles. */
export const motionText = (lang: Language, { spd, hdg }: SharePosition): string => {
  const w = words[lang]
  if (spd === undefined) return ''
  if (spd < 2) return w.standing
  if (hdg === undefined) return speedText(lang, spd)
  return fill(w.spokenMoving, { speed: speedText(lang, spd), direction: directionText(lang, hdg) })
}

interface StateProps {
  position: SharePosition | null
  shown: Shown
  connection?: ShareLive['connection'] | undefined
}

const State = ({ position, shown: { lang, now, live }, connection }: StateProps): Node => {
  const w = words[lang]
  const stale = isStale(position, now)
  const isLive = connection === 'live' && position !== null && !stale
  const tone = stale || connection === 'offline' ? 'state state-stale' : isLive ? 'state state-live' : 'state'
  const seen = seenText(lang, position, now)
  return html`<span class=${tone}>
    ${isLive && html`<span class="state-word">${w.live}</span>`}
    ${connection === 'connecting' && html`<span class="state-word">${w.connecting}</span>`}
    ${
      position
        ? html`<time datetime=${new Date(position.t).toISOString()}>${seen}${!live && ` (${clockTime(lang, position.t, now, 'UTC')})`}</time>`
        : seen
    }
  </span>`
}

const Facts = ({ position, shown: { lang, now } }: { position: SharePosition; shown: Shown }): Node => {
  const w = words[lang]
  // What was true of its motion before it fell silent says nothing of now.
  const { spd, hdg }: Partial<SharePosition> = isStale(position, now) ? {} : position
  return html`<dl class="facts">
      ${
        spd !== undefined &&
        html`<div>
          <dt class="fact-name">${w.speed}</dt>
          <dd class="fact-value">${spd < 2 ? w.standing : speedText(lang, spd)}</dd>
        </div>`
      }
      ${
        hdg !== undefined &&
        (spd === undefined || spd >= 2) &&
        html`<div>
          <dt class="fact-name">${w.heading}</dt>
          <dd class="fact-value">${directionText(lang, hdg)}</dd>
        </div>`
      }
    </dl>
    <${Place} position=${position} lang=${lang} />`
}

interface PlaceProps {
  /** `acc`: metres. */
  readonly position: { readonly lat: number; readonly lon: number; readonly acc?: number | undefined }
  readonly lang: Language
}

/** Where something is, as numbers and as links to maps. */
export const Place = ({ position: { lat, lon, acc }, lang }: PlaceProps): Node => {
  const w = words[lang]
  const at = `${lat.toFixed(6)},${lon.toFixed(6)}`
  const osm = `https://www.openstreetmap.org/?mlat=${lat.toFixed(6)}&mlon=${lon.toFixed(6)}#map=16/${lat.toFixed(5)}/${lon.toFixed(5)}`
  return html`<div class="place">
    <p>
      <span class="visually-hidden">${w.place}: </span>
      <span class="coordinates">${coordinates(lat, lon)}</span>
      ${acc !== undefined && acc > 30 && html` <span class="quiet">${fill(w.accuracy, { distance: distanceText(lang, acc) })}</span>`}
    </p>
    <p class="links">
      <a href=${`geo:${at}?q=${at}`}>${w.openMaps}</a>
      <a href=${osm} target="_blank" rel="noopener noreferrer">${w.openOsm}</a>
    </p>
  </div>`
}
