import './notifications.css'
import { useRef } from 'preact/hooks'
import type { NotificationView } from '../../../domain/notifications/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Empty, PageFrame, Tabs } from '../ui/page.ts'
import { dayOf, isoDay } from '../ui/time.ts'
import { useArrivalsShown } from './arrivals.ts'
import { byDay } from './by-day.ts'
import { NotificationRow } from './notification-row.ts'
import { type Notifications, useNotifications } from './use-notifications.ts'
import { notificationsWords } from './words.ts'

/** What somebody should know of, day by day, as it comes. */
export const NotificationsPage = ({ query }: PageProps): Node => {
  const { api, lang, say } = useApp()
  const w = notificationsWords[lang]
  const isOnlyUnread = query.get('show') === 'unread'
  const notifications = useNotifications(api, isOnlyUnread)
  const { list, unread, arrived } = notifications
  const { busy, refused, run } = useTask()
  const frame = useRef<HTMLDivElement>(null)
  const toHeading = () => frame.current?.closest('main')?.querySelector('h1')?.focus()
  const readAll = () =>
    run(async () => {
      await notifications.readAll()
      say(w.allRead)
      toHeading() // the button is gone
    })
  const readOne = (one: NotificationView) => run(() => notifications.readOne(one))
  const actions =
    unread > 0 &&
    html`<button type="button" class="button" disabled=${busy} onClick=${readAll}><${Glyph} name="check" />${w.markAll}</button>`
  const tabs = [
    { href: '#/notifications', word: w.all, isHere: !isOnlyUnread },
    { href: hrefOf('/notifications', { show: 'unread' }), word: w.onlyUnread, isHere: isOnlyUnread },
  ]
  return html`<${PageFrame} title=${w.title} actions=${actions}>
    <div class="stack" ref=${frame}>
      <${Tabs} label=${w.sides} tabs=${tabs} />
      <p class="quiet" aria-live="polite">${list.value && unread > 0 && fill(w.unreadCount, { count: unread })}</p>
      <p class="visually-hidden" aria-live="polite">${arrived && fill(w.arrived, { title: arrived })}</p>
      <${Trouble} refused=${refused} />
      <${Loaded} of=${list} lines=${6}>
        ${({ results }: ListPage<NotificationView>) =>
          results.length > 0
            ? html`<${Days} ...${{ results, onRead: readOne }} /><${More} list=${list} />`
            : html`<${Nothing} isOnlyUnread=${isOnlyUnread} />`}
      </${Loaded}>
    </div>
    <${HowTold} />
  </${PageFrame}>`
}

interface DaysProps {
  readonly results: readonly NotificationView[]
  readonly onRead: (one: NotificationView) => ReturnType<Notifications['readOne']>
}

const Days = ({ results, onRead }: DaysProps): Node => {
  const { lang, zone } = useApp()
  const w = notificationsWords[lang]
  const now = useNow(60_000)
  const [today, yesterday] = [isoDay(zone, now), isoDay(zone, now - 86_400_000)]
  const wordFor = (day: string) =>
    day === today ? w.today : day === yesterday ? w.yesterday : dayOf(lang, 'UTC', `${day}T12:00:00Z`)
  return html`<div class="stack">
    ${byDay(zone, results).map(
      ({ day, notifications }) => html`<section key=${day} class="told-day" aria-labelledby=${`day-${day}`}>
        <h2 class="section-title" id=${`day-${day}`}>${wordFor(day)}</h2>
        <ul class="rows">${notifications.map((one) => html`<${NotificationRow} key=${one.id} ...${{ one, onRead }} />`)}</ul>
      </section>`,
    )}
  </div>`
}

const Nothing = ({ isOnlyUnread }: { isOnlyUnread: boolean }): Node => {
  const { lang } = useApp()
  const w = notificationsWords[lang]
  return isOnlyUnread
    ? html`<${Empty} glyph="check" title=${w.noUnreadTitle} text=${w.noUnreadText}><a class="button" href="#/notifications">${w.showAll}</a></${Empty}>`
    : html`<${Empty} glyph="bell" title=${w.emptyTitle} text=${w.emptyText} />`
}

const HowTold = (): Node => {
  const { lang } = useApp()
  const w = notificationsWords[lang]
  const [isShown, show] = useArrivalsShown()
  const flip = ({ currentTarget }: { currentTarget: HTMLInputElement }) => show(currentTarget.checked)
  return html`<section class="panel" aria-labelledby="how-told">
    <h2 id="how-told">${w.howTold}</h2>
    <div>
      <label class="check"><input type="checkbox" checked=${isShown} onChange=${flip} aria-describedby="toasts-hint" />${w.toasts}</label>
      <p class="hint" id="toasts-hint">${w.toastsHint}</p>
    </div>
    <p>${w.mailText} <a href=${hrefOf('/settings/account')}>${w.toPreferences}</a></p>
  </section>`
}
