import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { LanguageChoice } from './language-choice.ts'
import { plain, plainLines } from './plain.ts'
import { type Shown, SubjectCard, SubjectRow } from './subject.ts'
import { TimeLeft } from './time-left.ts'
import { words } from './words.ts'

/** What the server knows about a link when it is opened. The device identifier is not part of it. */
export interface ShareProps {
  readonly lang: Language
  readonly token: string
  readonly title: string | null
  readonly description?: string | null
  readonly expiresAt: string | null
  readonly serverTime: string
  readonly subjects: readonly ShareSubject[]
  readonly map: { readonly styleUrl: string | null; readonly pmtilesUrl: string | null }
  readonly socket: { readonly namespace: '/live' }
  /** The path of the link's page. */
  readonly home: string
  /** Inside a frame on somebody else's page. */
  readonly isEmbedded?: boolean
}
export interface ShareSubject {
  readonly id: string
  readonly kind: 'vehicle' | 'technician'
  readonly name: string
  readonly plate: string | null
  readonly icon: string
  readonly color: string
  readonly position: SharePosition | null
}
export interface SharePosition {
  readonly lat: number
  readonly lon: number
  readonly spd?: number
  readonly hdg?: number
  readonly acc?: number
  /** Milliseconds since 1970 UTC. */
  readonly t: number
}

/** What only a browser adds; absent on the server and without JavaScript. */
export interface ShareLive {
  /** Milliseconds since 1970 by the server's clock. */
  readonly now: number
  readonly connection: 'connecting' | 'live' | 'offline'
  readonly map: 'loading' | 'ready' | 'failed'
  /** Whom the map follows; null while the visitor looks around. */
  readonly following: string | 'all' | null
  /** Read out by screen readers. */
  readonly said: string
  readonly onFollow: (whom: string | 'all') => void
}

/** Opening a share link. Complete as it comes from the server; the same component moves once the script has it. */
export const SharePage = ({ live, ...props }: ShareProps & { live?: ShareLive }): Node => {
  const { lang, title, description, subjects, expiresAt, home, isEmbedded } = props
  const w = words[lang]
  const shown: Shown = { lang, now: live?.now ?? Date.parse(props.serverTime), live: live !== undefined }
  const [only] = subjects.length === 1 ? subjects : []
  const isAnywhere = subjects.some(({ position }) => position)

  return html`<div class=${isEmbedded ? 'stage embedded' : 'stage'}>
    <a class="skip" href="#facts">${w.skip}</a>
    <section class="map-frame" aria-label=${w.map}>
      <div id="map" class="map"></div>
      ${!live && html`<noscript><p class="map-note">${w.mapNeedsScript}</p></noscript>`}
      ${live?.map === 'failed' && html`<p class="map-note">${w.mapUnavailable}</p>`}
      ${live?.map === 'ready' && isAnywhere && html`<${FollowButton} ...${{ lang, live, whom: only ? only.id : 'all' }} />`}
    </section>
    <main class="sheet" id="facts" tabindex="-1"><div class="sheet-body">
      ${live?.connection === 'offline' && html`<p class="banner" role="status">${w.offline}</p>`}
      <header class="sheet-head">
        ${
          isEmbedded
            ? html`<p class="eyebrow"><a href=${home} target="_blank" rel="noopener">${w.openPage}</a></p>`
            : html`<p class="eyebrow">${w.shared}</p>`
        }
        ${title && html`<p class="share-title"><bdi>${plain(title)}</bdi></p>`}
      </header>
      ${description && !isEmbedded && html`<p class="prose">${plainLines(description)}</p>`}
      ${
        only
          ? html`<${SubjectCard} subject=${only} shown=${shown} connection=${live?.connection} />`
          : html`<ul class="subjects">
              ${subjects.map(
                (subject) =>
                  html`<${SubjectRow}
                    key=${subject.id}
                    subject=${subject}
                    shown=${shown}
                    followed=${live?.following === subject.id}
                    onFollow=${live?.map === 'ready' ? () => live.onFollow(subject.id) : undefined}
                  />`,
              )}
            </ul>`
      }
      <${TimeLeft} expiresAt=${expiresAt} shown=${shown} />
      ${!isEmbedded && html`<${LanguageChoice} lang=${lang} to=${home} />`}
      <p class="visually-hidden" aria-live="polite">${live?.said}</p>
    </div></main>
  </div>`
}

export const FollowButton = ({
  lang,
  live,
  whom,
}: {
  lang: Language
  live: ShareLive
  whom: string | 'all'
}): Node => {
  const w = words[lang]
  const following = live.following !== null
  const label = following ? w.following : whom === 'all' ? w.followAll : w.follow
  return html`<button
    type="button"
    class="button follow"
    aria-pressed=${String(following)}
    onClick=${() => live.onFollow(whom)}
  >
    <${Glyph} name="target" />${label}
  </button>`
}
