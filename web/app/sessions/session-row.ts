import type { SessionListed } from '../../../domain/sessions/requests.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { CopyButton } from '../ui/copy.ts'
import { dateTime } from '../ui/time.ts'
import { sessionsWords } from './words.ts'

interface SessionRowProps {
  readonly one: SessionListed
  readonly now: number
  readonly isBusy: boolean
  readonly onEnd: (one: SessionListed) => void
}

/** One session: its file, who is in it, how long, and the way in or back to it. */
export const SessionRow = ({ one, now, isBusy, onEnd }: SessionRowProps): Node => {
  const { lang } = useApp()
  const w = sessionsWords[lang]
  const name = plain(one.asset.title)
  const home = `/collaborate/session/${one.session_id}/`
  const isOpen = isOpenAt(one, now)
  const isHost = one.role === 'host'
  return html`<li class="row session-row">
    <span class="session-picture">${
      one.asset.thumbnail_url
        ? html`<img src=${one.asset.thumbnail_url} alt="" loading="lazy" decoding="async" />`
        : html`<${Glyph} name=${one.asset.kind} />`
    }</span>
    <div class="grow session-what">
      <h2>${isOpen ? html`<a class="row-link" href=${home}><bdi>${name}</bdi></a>` : html`<bdi>${name}</bdi>`}</h2>
      <p class="session-facts">
        <span class=${isOpen ? 'tag good' : 'tag'}>${isOpen ? w.open : one.state === 'ended' ? w.ended : w.expired}</span>
        <span class="quiet">${fill(w.youAre, { role: w[one.role] })}</span>
      </p>
      <p class="quiet"><${HowLong} ...${{ one, now, isOpen }} /></p>
      ${isOpen && html`<${There} present=${one.present} />`}
    </div>
    <div class="buttons session-deeds">
      ${isOpen && html`<a class="button primary" href=${home} aria-label=${`${w.join}: ${name}`}><${Glyph} name="people" />${w.join}</a>`}
      ${isOpen && one.collaboration_url && html`<${CopyButton} label=${fill(w.linkOf, { name })} value=${`${location.origin}${one.collaboration_url}`} />`}
      ${one.is_recorded && html`<a class="button" href=${`${home}replay/`} aria-label=${`${w.again}: ${name}`}><${Glyph} name="play" />${w.again}</a>`}
      ${isOpen && isHost && html`<button type="button" class="button danger" disabled=${isBusy} aria-label=${`${w.end}: ${name}`} onClick=${() => onEnd(one)}>${w.end}</button>`}
    </div>
  </li>`
}

/** The clock may have ended what the service told of as open. */
const isOpenAt = ({ state, expires_at }: SessionListed, now: number) =>
  state === 'open' && Date.parse(expires_at) > now

const HowLong = ({ one, now, isOpen }: { one: SessionListed; now: number; isOpen: boolean }): Node => {
  const { lang, zone } = useApp()
  const w = sessionsWords[lang]
  const begun = dateTime(lang, zone, one.created_at)
  if (isOpen)
    return html`${fill(w.timeLeft, { begun, left: duration(lang, Date.parse(one.expires_at) - now) })}`
  const end = Date.parse(one.ended_at ?? one.expires_at)
  return html`${fill(w.lasted, { begun, time: duration(lang, end - Date.parse(one.created_at)) })}`
}

const There = ({ present }: Pick<SessionListed, 'present'>): Node => {
  const { lang } = useApp()
  const w = sessionsWords[lang]
  const names = new Intl.ListFormat(lang).format(present.map(({ name }) => plain(name)))
  return html`<p class=${present.length > 0 ? 'session-there' : 'quiet'}>
    ${present.length > 0 && html`<span class="session-dot" aria-hidden="true"></span>`}<bdi>${present.length > 0 ? fill(w.there, { names }) : w.nobodyThere}</bdi>
  </p>`
}
