import { useRef, useState } from 'preact/hooks'
import { isAtLeast } from '../../domain/actor.ts'
import { Dialog } from '../pages/dialog.ts'
import { type Content, html, type Node } from '../pages/html.ts'
import { Glyph } from '../pages/icons.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import { AccountMenu } from './account-menu.ts'
import { type AppContext, hasFeature } from './context.ts'
import { SharingBar } from './day/position/bar.ts'
import { useArrivals } from './notifications/arrivals.ts'
import { type AppPage, pages } from './pages.ts'
import { hrefOf } from './router.ts'
import { Notice } from './ui/notice.ts'
import { useOffline } from './ui/offline.ts'
import { uiWords } from './ui/words.ts'
import { useUnread } from './unread.ts'
import { type ShellWords, shellWords } from './words.ts'

interface ShellProps {
  readonly app: AppContext
  /** The page that is open, if it is one. */
  readonly page: AppPage | undefined
  readonly onSignOut: () => void
  readonly children: Content
}
/** As many as fit side by side under a thumb, with the one for the rest. */
const onBar = 4

/** What stands around every page: where one may go, who one is, and whether the line is dead. */
export const Shell = ({ app, page, onSignOut, children }: ShellProps): Node => {
  const { lang, me } = app
  const w = { ...uiWords[lang], ...shellWords[lang] }
  const isOffline = useOffline()
  const unread = useUnread(app)
  useArrivals(app)
  const [hasMore, showMore] = useState(false)
  const main = useRef<HTMLElement>(null)
  const entries = pages.filter((one) => one.nav && isOpenTo(app, one))
  const here = page && sectionOf(page)
  const isBehindMore = entries.slice(onBar).some((one) => sectionOf(one) === here)
  const skip = (event: Event) => {
    event.preventDefault()
    main.current?.focus()
  }
  const links = (shown: readonly AppPage[]) =>
    shown.map((one) => html`<${Entry} key=${one.path} ...${{ one, w, isHere: sectionOf(one) === here }} />`)

  return html`<div class="shell">
    <a class="skip" href="#main" onClick=${skip}>${w.skip}</a>
    <header class="rail">
      <a class="wordmark" href="#/" aria-label="Fleeting">Fleeting</a>
      <p class="rail-name"><bdi>${plain(me.tenant.name)}</bdi></p>
      <nav class="rail-links" aria-label=${w.pages}>${links(entries)}</nav>
      <div class="rail-foot">
        <a class="button small bell" href=${hrefOf('/notifications')} aria-label=${unread > 0 ? `${w.notifications}, ${fill(w.unread, { count: unread })}` : w.notifications}>
          <${Glyph} name="bell" />
          ${unread > 0 && html`<span class="bell-count" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>`}
        </a>
        <${AccountMenu} ...${{ app, onSignOut }} />
      </div>
    </header>
    <main class=${page?.isWide ? 'shell-main wide' : 'shell-main'} id="main" tabindex="-1" ref=${main}>
      <${Notice} text=${isOffline && w.offline} isGeneral />
      <${SharingBar} lang=${lang} zone=${app.zone} />
      ${children}
    </main>
    <nav class="tab-bar" aria-label=${w.pages}>
      ${links(entries.slice(0, onBar))}
      ${
        entries.length > onBar &&
        html`<button type="button" class="nav-link" aria-haspopup="dialog" aria-current=${isBehindMore ? 'true' : undefined} onClick=${() => showMore(true)}>
          <${Glyph} name="more" /><span>${w.more}</span>
        </button>`
      }
    </nav>
    ${
      hasMore &&
      html`<${Dialog} title=${w.more} closeWord=${w.close} onClose=${() => showMore(false)}>
        <nav class="more-links" aria-label=${w.pages} onClick=${() => showMore(false)}>${links(entries.slice(onBar))}</nav>
      </${Dialog}>`
    }
  </div>`
}

/** What a page needs of the organization and of the member. */
export const isOpenTo = (app: AppContext, page: AppPage): boolean => !lackOf(app, page)

/** Why a page does not open for somebody. */
export const lackOf = (app: AppContext, { feature, role, only }: AppPage): 'feature' | 'role' | null => {
  if (feature && !hasFeature(app, feature)) return 'feature'
  if (only && app.me.tenant.role !== only) return 'role'
  return role && !isAtLeast(app.me.tenant, role) ? 'role' : null
}

/** The entry of the navigation that a page belongs to: the first part of its path. */
const sectionOf = ({ path, under }: AppPage): string => under ?? path.split('/')[1] ?? ''

const Entry = ({ one, w, isHere }: { one: AppPage; w: ShellWords; isHere: boolean }): Node => {
  const { nav, path } = one
  return html`<a class="nav-link" href=${hrefOf(`/${path.split('/')[1]}`)} aria-current=${isHere ? 'page' : undefined}>
    <${Glyph} name=${nav!.glyph} /><span>${w[nav!.word]}</span>
  </a>`
}
