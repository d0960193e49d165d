import type { Language } from '../../domain/problem.ts'
import type { LastReason } from '../pages/ended.ts'
import { html, type Node } from '../pages/html.ts'
import { Badge } from '../pages/icons.ts'
import { plain } from '../pages/plain.ts'
import type { ShareLive, ShareSubject } from '../pages/share.ts'
import { isStale, motionText, seenText } from '../pages/subject.ts'
import { TimeLeft } from '../pages/time-left.ts'
import { words } from '../pages/words.ts'

export interface Shown {
  readonly lang: Language
  readonly home: string
  readonly token: string
  readonly live?:
    | {
        readonly now: number
        readonly connection: ShareLive['connection']
        readonly map: ShareLive['map']
        readonly title: string | null
        readonly expiresAt: string | null
        readonly subjects: readonly ShareSubject[]
        readonly said: string
      }
    | undefined
  readonly ended?: LastReason | undefined
  /** Why the link does not open here, in words. */
  readonly refused?: string | undefined
}

/** The link as a part of somebody's page: a map, and beside it in words what it shows. */
export const LiveFrame = ({ lang, home, token, live, ended, refused }: Shown): Node => {
  const w = words[lang]
  if (ended)
    return html`<section class="frame last" lang=${lang} role="status">
      <p class="last-title">${w[`${ended}Title`]}</p>
      <p>${w[`${ended}Text`]}</p>
    </section>`
  if (!live)
    return html`<section class="frame last" lang=${lang}>
      <p role="status">${refused}</p>
      <p><a href=${`${home}/share/${encodeURIComponent(token)}/`} target="_blank" rel="noopener noreferrer">${w.openPage}</a></p>
    </section>`

  const { now, connection, map, title, expiresAt, subjects, said } = live
  return html`<section class="frame" lang=${lang} aria-label=${plain(title ?? w.shared)}>
    <div class="map" role="group" aria-label=${w.map}></div>
    <div class="words">
      ${title && html`<p class="title"><bdi>${plain(title)}</bdi></p>`}
      ${connection !== 'live' && html`<p class="quiet">${connection === 'offline' ? w.offline : w.connecting}</p>`}
      ${map === 'failed' && html`<p class="quiet">${w.mapUnavailable}</p>`}
      <ul>
        ${subjects.map((subject) => html`<${Line} key=${subject.id} ...${{ lang, subject, now }} />`)}
      </ul>
      ${connection !== 'connecting' && html`<${TimeLeft} expiresAt=${expiresAt} shown=${{ lang, now, live: true }} />`}
    </div>
    <p class="visually-hidden" role="status">${said}</p>
  </section>`
}

const Line = ({ lang, subject, now }: { lang: Language; subject: ShareSubject; now: number }): Node => {
  const { icon, color, name, position } = subject
  const moves = position && !isStale(position, now)
  return html`<li>
    <${Badge} icon=${icon} color=${color} />
    <div>
      <p class="name"><bdi>${plain(name)}</bdi></p>
      ${moves && html`<p class="quiet">${motionText(lang, position)}</p>`}
      <p class="quiet">${seenText(lang, position, now)}</p>
    </div>
  </li>`
}
