import { sizeText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useLoad } from '../ui/loading.ts'
import { filesWords } from './words.ts'

/** How much of the organization's room is taken. Read again when `changes` is another number. */
export const Storage = ({ changes }: { changes: number }): Node => {
  const { api, lang, me } = useApp()
  const w = filesWords[lang]
  const room = useLoad(() => api.get<{ used: number; quota: number }>('/api/v3/assets/storage'), [changes])
  if (!room.value) return html`<p class="file-room" aria-hidden="true"> </p>`
  const { used, quota } = room.value
  const isFull = used > quota * 0.95
  const text = fill(w.storage, {
    used: sizeText(lang, used),
    quota: sizeText(lang, quota),
    organization: plain(me.tenant.name),
  })
  return html`<div class="file-room">
    <meter max=${quota} high=${quota * 0.8} optimum="0" value=${used} aria-label=${text}></meter>
    <p class="quiet">${text} ${isFull && html`<strong class="tag warn">${w.storageFull}</strong>`}</p>
  </div>`
}
