import type { UploadView } from '../../../domain/assets/upload-schema.ts'
import { sizeText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useLoad } from '../ui/loading.ts'
import { dateTime } from '../ui/time.ts'
import { isUnfinished, type UploadItem } from './upload-item.ts'
import { filesWords } from './words.ts'

/** Uploads of another time or another device, which go on when the same file is chosen again. */
export const Unfinished = ({ items }: { items: readonly UploadItem[] }): Node | null => {
  const { api, lang, zone, say } = useApp()
  const w = filesWords[lang]
  const isSending = items.some((item) => isUnfinished(item) || item.state === 'paused')
  const uploads = useLoad(() => api.get<{ results: readonly UploadView[] }>('/api/v3/uploads/'), [isSending])
  const left = uploads.value?.results.filter(({ offset }) => offset > 0) ?? []
  if (isSending || left.length === 0) return null // those of this page are shown as they go
  const discard = async ({ id, url }: UploadView) => {
    try {
      await api.delete(url)
      uploads.set(({ results }) => ({ results: results.filter((one) => one.id !== id) }))
    } catch (error) {
      say({ text: (error as Error).message, isTrouble: true })
    }
  }
  return html`<section class="upload-list" aria-labelledby="unfinished-title">
    <div>
      <h2 class="upload-heading" id="unfinished-title">${w.unfinishedTitle}</h2>
      <p class="quiet">${w.unfinishedText}</p>
    </div>
    <ul>
      ${left.map(
        (upload) => html`<li key=${upload.id} class="upload">
          <div class="grow">
            <p class="upload-name"><bdi>${plain(upload.filename)}</bdi></p>
            <p class="upload-state">${fill(w.unfinishedAt, {
              sent: sizeText(lang, upload.offset),
              size: sizeText(lang, upload.length),
              until: dateTime(lang, zone, upload.expires_at),
            })}</p>
          </div>
          <button type="button" class="bare" aria-label=${fill(w.discard, { name: plain(upload.filename) })} onClick=${() => discard(upload)}>
            <${Glyph} name="trash" />
          </button>
        </li>`,
      )}
    </ul>
  </section>`
}
