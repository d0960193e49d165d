import { clockTime } from '../format.ts'
import { html, type Node } from '../html.ts'
import { Glyph } from '../icons.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { callWords } from './call-words.ts'
import { menuWords } from './menu-words.ts'
import { Face } from './people.ts'
import type { CollabLive, CollabProps } from './props.ts'
import { BackToApp, SessionMenu } from './session-menu.ts'
import { collabWords } from './words.ts'

interface HeadProps {
  readonly props: CollabProps
  readonly live: CollabLive | undefined
  readonly now: number
}
/** Faces that are shown, on a phone and elsewhere; the others are a number. */
const most = { phone: 3, desk: 6 } as const

/** What it is and until when, who is there, and the way back. The recording and the call draw themselves where they belong. */
export const Head = ({ props, live, now }: HeadProps): Node => {
  const { lang, title, expiresAt, isMember } = props
  const w = collabWords[lang]
  const here = live?.participants.filter(({ presence }) => presence !== 'away') ?? []
  const followed = here.find(({ id }) => id === live?.following)
  return html`<header class="collab-head">
    <${BackToApp} lang=${lang} isMember=${isMember} />
    <div class="collab-name">
      <h1 class="collab-title" title=${plain(title)}><bdi>${plain(title)}</bdi></h1>
      <p class="quiet status" role="status">
        ${live && live.status !== 'live' ? w[live.status] : fill(w.endsAt, { when: clockTime(lang, Date.parse(expiresAt), now) })}
        ${followed && html` · ${fill(w.followingNow, { name: plain(followed.name) })}`}
        ${live && live.followedBy.length > 0 && html` · ${fill(w.followed, { names: namesOf(live) })}`}
      </p>
    </div>
    <div class="faces" role="img" aria-label=${fill(w.peopleHere, { count: here.length })}>
      ${here.slice(0, most.desk).map((one) => html`<${Face} key=${one.id} participant=${one} />`)}
      ${here.length > most.phone && html`<span class="quiet faces-more on-phone">+${here.length - most.phone}</span>`}
      ${here.length > most.desk && html`<span class="quiet faces-more on-desk">+${here.length - most.desk}</span>`}
    </div>
    <div id="recording-sign"></div>
    <div id="call-bar"></div>
    <${SessionMenu} lang=${lang} here=${props.home}><${Acts} ...${{ props, live }} /></${SessionMenu}>
  </header>`
}

const Acts = ({ props, live }: Pick<HeadProps, 'props' | 'live'>): Node => {
  const { lang, isMember, sessionId, asset } = props
  const isHost = live?.you?.role === 'host'
  return html`
    ${
      isMember &&
      live?.features?.recording &&
      html`<a href=${`/collaborate/session/${sessionId}/replay/`} target="_blank" rel="noopener"><${Glyph} name="play" />${callWords[lang].replay}</a>`
    }
    ${isMember && isHost && html`<a href=${`/#/assets/${asset.id}`}><${Glyph} name="folder" />${menuWords[lang].file}</a>`}
    ${isHost && html`<button type="button" class="danger" onClick=${live.act.end}><${Glyph} name="close" />${collabWords[lang].end}</button>`}
  `
}

const namesOf = (live: CollabLive): string =>
  live.participants
    .filter(({ id }) => live.followedBy.includes(id))
    .map(({ name }) => plain(name))
    .join(', ')
