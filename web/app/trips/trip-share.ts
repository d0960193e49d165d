import { useRef } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import type { TripAccesses, TripView } from '../../../domain/trips/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { useApp } from '../context.ts'
import { CopyField } from '../ui/copy.ts'
import { faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { tripShareWords } from './share-words.ts'

interface Shared {
  readonly link: ShareView | null
  readonly friends: TripAccesses['accesses']
}
const ends = [1, 7, 30, 90, 365] as const
const usual = 30

interface TripShareProps {
  readonly trip: TripView
  /** Opens the dialog for links of every other kind. */
  readonly onMore: () => void
  readonly onClose: () => void
}

/** A trip's own link: for friends who sign in, and only to look; and who of them has looked. */
export const TripShare = ({ trip, onMore, onClose }: TripShareProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...tripShareWords[lang] }
  const loading = useLoad(() => sharedOf(api, trip.trip_id), [trip.trip_id])
  const title = fill(w.shareTitle, { name: plain(trip.trip_name) })
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} isSheet>
    <p class="quiet">${w.shareText}</p>
    <${Loaded} of=${loading} lines=${3}>
      ${({ link, friends }: Shared) => html`<div class="stack">
        <${TripLink} ...${{ trip, link, onChange: loading.reload }} />
        ${(link || friends.length > 0) && html`<${Friends} friends=${friends} />`}
        <p><button type="button" class="link" onClick=${onMore}>${w.more}</button></p>
      </div>`}
    </${Loaded}>
  </${Dialog}>`
}

interface TripLinkProps {
  readonly trip: TripView
  readonly link: ShareView | null
  readonly onChange: () => Promise<void>
}

const TripLink = ({ trip, link, onChange }: TripLinkProps): Node => {
  const { api, ask, lang, say, zone } = useApp()
  const w = { ...uiWords[lang], ...tripShareWords[lang] }
  const { busy, refused, run } = useTask()
  const form = useRef<HTMLFormElement>(null)
  const share = (event: Event) => {
    const expires_in_days = Number(valuesOf(event).days)
    return run(async () => {
      await api.post(`/api/trip/${trip.trip_id}/share`, { expires_in_days })
      await onChange()
      if (link) say(w.endChanged)
    })
  }
  const stop = async () => {
    if (!(await ask({ title: w.stopTitle, text: w.stopText, yes: w.stop }))) return
    await run(async () => {
      await api.delete(`/api/trip/${trip.trip_id}/share`)
      await onChange()
      say(w.stopped)
    })
  }
  const dayWord = (days: number) => (days === 1 ? w.oneDay : fill(w.manyDays, { count: days }))
  return html`<div class="stack">
    ${
      link &&
      html`<${CopyField} label=${w.link} value=${link.share_url} />
        <div class="link-facts">
          <img class="link-code" src=${`/api/v3/shares/${link.uuid}/qr?format=svg`} alt=${w.qr} width="128" height="128" />
          <dl class="link-numbers">
            <div><dt>${w.ends}</dt><dd>${link.expires_at ? dateTime(lang, zone, link.expires_at) : w.never}</dd></div>
            <div><dt>${w.opened}</dt><dd>${link.counts.views === 1 ? w.once : fill(w.times, { count: link.counts.views })}</dd></div>
          </dl>
        </div>`
    }
    <form class="stack" ref=${form} onSubmit=${share}>
      <p class="field">
        <label for="trip-link-days">${link ? w.newEnd : w.howLong}</label>
        <select id="trip-link-days" name="days">
          ${ends.map((days) => html`<option key=${days} value=${days} selected=${days === usual}>${dayWord(days)}</option>`)}
        </select>
        ${refused && html`<span class="fault">${faultOf(refused, 'expires_in_days', 'expires_at')}</span>`}
      </p>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class=${link ? 'button' : 'button primary'} disabled=${busy}>
          ${link ? w.changeEnd : html`<${Glyph} name="link" />${w.create}`}
        </button>
        ${link && html`<a class="button" href=${link.share_url} target="_blank" rel="noopener"><${Glyph} name="out" />${w.open}</a>`}
        ${link && html`<button type="button" class="button danger" disabled=${busy} onClick=${stop}>${w.stop}</button>`}
      </div>
    </form>
  </div>`
}

const Friends = ({ friends }: Pick<Shared, 'friends'>): Node => {
  const { lang, zone } = useApp()
  const w = tripShareWords[lang]
  return html`<section class="stack" aria-labelledby="trip-friends">
    <h3 class="section-title" id="trip-friends">${w.friends}</h3>
    ${
      friends.length === 0
        ? html`<p class="quiet">${w.noFriends}</p>`
        : html`<ul class="rows">
            ${friends.map(
              ({
                user_id,
                user_name,
                user_email,
                accessed_at,
                last_accessed_at,
              }) => html`<li class="row" key=${user_id}>
                <${Glyph} name="person" />
                <div class="grow friend">
                  <p><strong><bdi>${plain(user_name)}</bdi></strong></p>
                  <p class="quiet small">${user_email}</p>
                  <p class="quiet small">${fill(w.firstLook, { time: dateTime(lang, zone, accessed_at) })}${
                    last_accessed_at !== accessed_at &&
                    html`<br />${fill(w.lastLook, { time: dateTime(lang, zone, last_accessed_at) })}`
                  }</p>
                </div>
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

/** Without making a link: the trip's own face would, when it is asked for one. */
const sharedOf = async (api: Api, id: number): Promise<Shared> => {
  const links = `/api/v3/shares?resource_type=trip&resource_id=${id}&page_size=200`
  const { results } = await api.get<ListPage<ShareView>>(links)
  const own = results.filter(({ face }) => face === 'trip')
  if (own.length === 0) return { link: null, friends: [] }
  const { data } = await api.get<{ data: TripAccesses }>(`/api/trip/${id}/share/accesses`)
  return { link: own.find(({ status }) => status === 'active') ?? null, friends: data.accesses }
}
