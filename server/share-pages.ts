import type { Language } from '../domain/problem.ts'
import { cardOf } from '../domain/share-links/handouts.ts'
import type { SharedContent } from '../domain/share-links/visitor-view.ts'
import { assetsOf, entries, type Manifest, stylesOnly } from '../web/pages/assets.ts'
import { cardTagsOf } from '../web/pages/card-tags.ts'
import { cardWords } from '../web/pages/card-words.ts'
import { EndedPage, type EndedProps, type LastReason } from '../web/pages/ended.ts'
import { html, type Node } from '../web/pages/html.ts'
import { RatePage, type RateProps } from '../web/pages/rate.ts'
import { renderPage } from '../web/pages/render.ts'
import { SharePage, type ShareProps } from '../web/pages/share.ts'
import { VisitPage } from '../web/pages/visit.ts'
import { visitWords } from '../web/pages/visit-words.ts'
import type { LockedProps, LockedReason, QuoteAttempt, VisitorView } from '../web/pages/visitor.ts'
import { visitorPage } from '../web/pages/visitor-pages.ts'
import { visitorWords } from '../web/pages/visitor-words.ts'
import { words } from '../web/pages/words.ts'
import { type BesideFile, homeOf, type ShownVisit, vehicleProps, viewOf } from './share-props.ts'
import { visitProps } from './visit-props.ts'

export interface PageSettings {
  readonly manifest: Manifest
  readonly map: ShareProps['map']
}

export interface SharePageContext {
  readonly lang: Language
  readonly now: Date
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: string
  readonly pages: PageSettings
  /** The one of an album's items that is asked for, as `?item=` names it. */
  readonly itemId?: number | undefined
  /** What a customer just tried with a quote, and failed to. */
  readonly attempt?: QuoteAttempt | undefined
  /** What goes on around a file. */
  readonly beside?: BesideFile | undefined
}

/** The page of what somebody shared. Throws `not_found` for an `itemId` that the album does not hold. */
export const renderShare = (content: SharedContent, visit: ShownVisit, context: SharePageContext): string =>
  render(content, visit, context, false)

/** The same without its surroundings, for a frame on another site. */
export const renderEmbed = (content: SharedContent, visit: ShownVisit, context: SharePageContext): string =>
  render(content, visit, context, true)

/** Without JavaScript the place of a vehicle is asked for again after so many seconds. */
const refreshS = 15

const render = (
  content: SharedContent,
  visit: ShownVisit,
  { lang, now, publicUrl, pages, itemId, attempt, beside }: SharePageContext,
  isEmbedded: boolean,
): string => {
  const where = { lang, now, isEmbedded, itemId, attempt, beside }
  const head = cardTags(visit, lang, publicUrl)
  if (content.kind === 'vehicle') {
    const props = vehicleProps(content.track, where, pages.map)
    const title = props.title ?? content.track.vehicle.name
    const assets = assetsOf(pages.manifest, entries.share)
    return renderPage(html`<${SharePage} ...${props} />`, { lang, title, assets, props, refreshS, head })
  }
  if (content.kind === 'assignment') {
    const props = visitProps(visit, content.sight, where, pages.map)
    const title = props.title ?? cardWords[lang].assignment // whose visit it is, only the page itself tells
    const assets = assetsOf(pages.manifest, entries.visit)
    const options = { lang, title, assets, props, refreshS, head, hasForm: true } // at its end there is one
    return renderPage(html`<${VisitPage} ...${props} />`, options)
  }
  const view = viewOf(content, visit, where, pages.map)
  return renderView(view, { title: view.props.title, pages, head })
}

/** What the page in front of a link is made of. */
export interface Lock {
  /** The link as the visitor named it. */
  readonly ref: string
  /** Of a link that has not started. */
  readonly startsAt?: Date | null | undefined
  /** Of too many tries: how long to wait. */
  readonly retryAfterS?: number | undefined
  readonly isEmbedded?: boolean | undefined
}

/** The page in front of a link that does not open as it is: it tells nothing of what is behind. */
export const renderLocked = (reason: LockedReason, lock: Lock, context: SharePageContext): string => {
  const { lang, now, pages, publicUrl } = context
  const props: LockedProps = {
    lang,
    reason,
    home: homeOf(lock.ref),
    serverTime: now.toISOString(),
    startsAt: lock.startsAt?.toISOString() ?? null,
    retryAfterS: lock.retryAfterS ?? null,
    isEmbedded: lock.isEmbedded ?? false,
  }
  const url = publicUrl + props.home
  const nothing = { title: null, description: null, kind: null, hasGlimpse: false }
  const head = cardTagsOf({ lang, card: nothing, url, imageUrl: `${url}card.png`, oembedUrl: null })
  return renderView({ page: 'locked', props }, { title: visitorWords[lang][`${reason}Title`], pages, head })
}

/** The last page of a link, or the refusal to open one; complete without a script. */
export const renderEnded = (
  reason: LastReason,
  { lang, pages }: Pick<SharePageContext, 'lang' | 'pages'>,
  { retryAfterS, here }: Pick<EndedProps, 'retryAfterS' | 'here'> = {},
): string =>
  renderPage(html`<${EndedPage} ...${{ lang, reason, retryAfterS, here }} />`, {
    lang,
    title: words[lang][`${reason}Title`],
    head: html`<meta name="description" content=${words[lang][`${reason}Text`]} />`,
    assets: stylesOnly(assetsOf(pages.manifest, entries.share)),
  })

/** The last page of a customer's link: the visit is done, and how was it? Complete without a script. */
export const renderRate = (
  { ref, given, isRefused }: Pick<RateProps, 'given' | 'isRefused'> & { readonly ref: string },
  { lang, pages }: Pick<SharePageContext, 'lang' | 'pages'>,
): string =>
  renderPage(html`<${RatePage} ...${{ lang, home: homeOf(ref), given, isRefused }} />`, {
    lang,
    title: visitWords[lang].rateTitle,
    assets: stylesOnly(assetsOf(pages.manifest, entries.visit)),
    hasForm: true,
  })

const renderView = (
  view: VisitorView,
  { title, pages, head }: { title: string; pages: PageSettings; head: Node[] },
): string =>
  renderPage(visitorPage(view), {
    lang: view.props.lang,
    title,
    assets: assetsOf(pages.manifest, entries.visitor),
    props: view,
    hasForm: hasForm(view),
    head,
  })

const hasForm = (view: VisitorView): boolean =>
  view.page === 'locked' || view.page === 'quote' || (view.page === 'asset' && view.props.said !== null)

const cardTags = ({ link, resource, ref }: ShownVisit, lang: Language, publicUrl: string): Node[] => {
  const url = publicUrl + homeOf(ref)
  const oembedUrl = `${publicUrl}/oembed?format=json&url=${encodeURIComponent(url)}`
  return cardTagsOf({
    lang,
    card: cardOf(link, resource),
    url,
    imageUrl: `${url}card.png`,
    oembedUrl: link.shareType === 'public' ? oembedUrl : null,
  })
}
