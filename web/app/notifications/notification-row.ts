import type { NotificationView } from '../../../domain/notifications/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { timeOf } from '../ui/time.ts'
import { placeIn } from './by-day.ts'
import { notificationsWords } from './words.ts'

const glyphs: Readonly<Record<NotificationView['type'], GlyphName>> = {
  'comment.mention': 'speech',
  'comment.reply': 'speech',
  'comment.created': 'speech',
  'comment.resolved': 'check',
  'session.invited': 'people',
  'session.recording_started': 'video',
}

interface NotificationRowProps {
  readonly one: NotificationView
  readonly onRead: (one: NotificationView) => void
}

/** One that leads where it belongs; going there reads it. */
export const NotificationRow = ({ one, onRead }: NotificationRowProps): Node => {
  const { lang, zone } = useApp()
  const w = notificationsWords[lang]
  const title = plain(one.title)
  const isUnread = one.read_at === null
  return html`<li class=${isUnread ? 'row told-row unread' : 'row told-row'}>
    <span class="told-glyph"><${Glyph} name=${glyphs[one.type]} /></span>
    <div class="grow">
      <h3><a class="row-link" href=${placeIn(one.url)} onClick=${() => isUnread && onRead(one)}><bdi>${title}</bdi></a></h3>
      ${one.body && html`<p class="told-body"><bdi>${plain(one.body)}</bdi></p>`}
      <p class="quiet">
        <time datetime=${one.created_at}>${timeOf(lang, zone, one.created_at)}</time>
        ${isUnread && html` <span class="tag warn">${w.unread}</span>`}
      </p>
    </div>
    ${
      isUnread &&
      html`<button type="button" class="bare" aria-label=${fill(w.markRead, { title })} onClick=${() => onRead(one)}>
        <${Glyph} name="check" />
      </button>`
    }
  </li>`
}
