import type { Language } from '../../../domain/problem.ts'
import { duration, sizeText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { isUnfinished, type UploadItem, type UploadTotal } from './upload-item.ts'
import { type UploadWords, uploadWords } from './upload-words.ts'
import type { UploadsInPage } from './uploads.ts'

/** As many as one looks at; the others are counted. */
const shown = 8

/** What is on its way, what failed and why, and how much has been done. */
export const UploadList = ({ uploads }: { uploads: UploadsInPage }): Node => {
  const { lang } = useApp()
  const w = uploadWords[lang]
  const { items, total } = uploads
  const open = items.filter(({ state }) => state !== 'done').sort((a, b) => weight(a) - weight(b))
  return html`<div class="upload-list" hidden=${items.length === 0}>
    <p class="visually-hidden" role="status">${spoken(w, total)}</p>
    ${total.count > 1 && total.unfinished > 0 && html`<${Sum} ...${{ lang, w, total }} />`}
    ${open.length > 0 && html`<ul>${open.slice(0, shown).map((item) => html`<${Row} key=${item.id} ...${{ item, uploads, lang, w }} />`)}</ul>`}
    ${open.length > shown && html`<p class="quiet">${fill(w.more, { count: open.length - shown })}</p>`}
    ${
      total.done > 0 &&
      html`<p class="upload-done">
        <${Glyph} name="check" /><span class="grow">${counted(w.doneOne, w.doneMany, total.done)}</span>
        <button type="button" class="link" onClick=${uploads.clear}>${w.clear}</button>
      </p>`
    }
  </div>`
}

/** What somebody has to look at first, then what moves, then what waits. */
const weight = ({ state }: UploadItem): number => (state === 'failed' ? 0 : state === 'waiting' ? 2 : 1)

const counted = (one: string, many: string, count: number) => (count === 1 ? one : fill(many, { count }))

/** What is worth interrupting somebody for: not each percent. */
const spoken = (w: UploadWords, { done, failed }: UploadTotal): string =>
  [done > 0 && counted(w.doneOne, w.doneMany, done), failed > 0 && counted(w.failedOne, w.failedMany, failed)]
    .filter(Boolean)
    .join('. ')

const Sum = ({ lang, w, total }: { lang: Language; w: UploadWords; total: UploadTotal }): Node => {
  const { count, done, size, sent } = total
  return html`<div class="upload-sum">
    <p>${[fill(w.filesOf, { done, count }), ...paceOf(lang, w, total)].join(' · ')}</p>
    <progress max=${size || 1} value=${sent} aria-label=${w.allProgress}></progress>
  </div>`
}

const paceOf = (
  lang: Language,
  w: UploadWords,
  { sent, size, speed, timeLeft }: Pick<UploadItem, 'sent' | 'size' | 'speed' | 'timeLeft'>,
): string[] => [
  fill(w.sentOf, { sent: sizeText(lang, sent), size: sizeText(lang, size) }),
  ...(speed > 0 ? [`${sizeText(lang, speed)}/s`] : []),
  ...(timeLeft !== null && timeLeft > 1_000 ? [fill(w.left, { time: duration(lang, timeLeft) })] : []),
]

interface RowProps {
  readonly item: UploadItem
  readonly uploads: UploadsInPage
  readonly lang: Language
  readonly w: UploadWords
}

const Row = ({ item, uploads, lang, w }: RowProps): Node => {
  const { id, size, sent, state } = item
  const name = plain(item.name)
  const button = (glyph: string, label: string, onClick: () => void) =>
    html`<button type="button" class="bare" aria-label=${fill(label, { name })} onClick=${onClick}><${Glyph} name=${glyph} /></button>`
  const mayPause = isUnfinished(item) && state !== 'finishing'
  return html`<li class=${`upload upload-${state}`}>
    <div class="grow">
      <p class="upload-name"><bdi>${name}</bdi></p>
      ${state !== 'failed' && html`<progress max=${size || 1} value=${state === 'finishing' ? undefined : sent} aria-label=${fill(w.progress, { name })}></progress>`}
      <p class="upload-state" role=${state === 'failed' ? 'alert' : undefined}>${stateText(lang, w, item)}</p>
    </div>
    ${mayPause && button('pause', w.pause, () => uploads.pause(id))}
    ${state === 'paused' && button('play', w.resume, () => uploads.retry(id))}
    ${state === 'failed' && html`<button type="button" class="button small" aria-label=${fill(w.retry, { name })} onClick=${() => uploads.retry(id)}>${w.again}</button>`}
    ${button('close', state === 'failed' ? w.drop : w.cancel, () => uploads.cancel(id))}
  </li>`
}

const stateText = (lang: Language, w: UploadWords, item: UploadItem): string => {
  const problem = item.problem && plain(item.problem)
  switch (item.state) {
    case 'waiting':
      return [w.waiting, sizeText(lang, item.size)].join(' · ')
    case 'sending':
      return paceOf(lang, w, item).join(' · ')
    case 'finishing':
      return w.finishing
    case 'interrupted':
      return problem ? fill(w.interruptedBy, { problem }) : w.interrupted
    case 'paused':
      return [w.paused, ...paceOf(lang, w, item)].join(' · ')
    case 'failed':
      if (!problem) return w.failed
      return fill(item.asset ? w.notAdded : w.failedBy, { problem })
    case 'done':
      return ''
  }
}
