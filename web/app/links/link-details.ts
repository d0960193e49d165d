import type { ShareView } from '../../../domain/share-links/schema.ts'
import { distanceText } from '../../pages/format.ts'
import { type Content, html, type Node } from '../../pages/html.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { rights } from '../share/draft.ts'
import { downloadsText, viewsText } from '../share/link-state.ts'
import { dateTime } from '../ui/time.ts'
import { useMakers } from './people.ts'
import { type LinksSpeech, useLinksSpeech } from './speech.ts'

/** Where what it shows is at home in the app. */
const homeOf = ({ type, id }: ShareView['resource']): string | undefined => {
  if (type === 'asset') return hrefOf(`/assets/${id}`)
  if (type === 'album') return hrefOf(`/albums/${id}`)
  return type === 'trip' ? hrefOf(`/trips/${id}`) : undefined
}

/** All facts of a link, each with its name. */
export const LinkDetails = ({ link }: { link: ShareView }): Node => {
  const { lang, zone } = useApp()
  const w = useLinksSpeech()
  const makerOf = useMakers()
  const time = (at: string | null, none: string): Content =>
    at === null ? none : html`<time datetime=${at}>${dateTime(lang, zone, at)}</time>`
  const home = homeOf(link.resource)
  const thing = plain(link.resource.title ?? '') || w.noThing
  const given = rights.filter((right) => link.permissions[right]).map((right) => w[`may_${right}`])
  const facts: readonly (readonly [string, Content])[] = [
    [
      w.itShows,
      html`${w[`kind_${link.resource.type}`]}: ${home && link.resource.title !== null ? html`<a href=${home}><bdi>${thing}</bdi></a>` : html`<bdi>${thing}</bdi>`}`,
    ],
    [w.whoMay, w[`who_${link.share_type}`]],
    [w.mayDo, given.join(', ') || w.mayNothing],
    [w.opensAt, time(link.starts_at, w.atOnce)],
    [w.endsAtTime, html`${time(link.expires_at, w.noEnd)}${endsOn(link, lang, w)}`],
    [
      w.limits,
      html`${viewsText(link, w)}${(link.permissions.download || link.counts.downloads > 0) && html`<br />${downloadsText(link, w)}`}`,
    ],
    ...(link.description
      ? [[w.note, html`<span class="note">${plainLines(link.description)}</span>`] as const]
      : []),
    [
      w.madeOn,
      html`${time(link.created_at, '')}${makerOf(link.created_by) && `, ${makerOf(link.created_by)}`}`,
    ],
    ...(link.face === 'core' ? [] : [[w.madeThrough, w[`face_${link.face}`]] as const]),
    ...(link.updated_at === link.created_at ? [] : [[w.changedOn, time(link.updated_at, '')] as const]),
    ...(link.notify_on_access ? [[w.notify, w.told] as const] : []),
  ]
  return html`<dl class="link-details">
    ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`
}

const endsOn = (
  { ends_on, destination }: ShareView,
  lang: Parameters<typeof distanceText>[0],
  w: LinksSpeech,
): Content => {
  if (ends_on === 'done') return html`<br />${w.onDone}`
  if (ends_on !== 'arrival' || !destination) return null
  return html`<br />${fill(w.onArrival, { distance: distanceText(lang, destination.radius_m) })}`
}
