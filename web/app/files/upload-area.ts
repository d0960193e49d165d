import './uploads.css'
import { useRef } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useDropTarget } from './drop-target.ts'
import { mostDropped } from './dropped.ts'
import { UploadList } from './upload-list.ts'
import { uploadWords } from './upload-words.ts'
import type { UploadsInPage } from './uploads.ts'

interface UploadAreaProps {
  readonly uploads: UploadsInPage
  /** Only its buttons and what is on its way, where the page has much else to show. */
  readonly isSmall?: boolean
}

/** Where files are brought: chosen, dropped anywhere on the page, pasted, or taken with a phone's camera. */
export const UploadArea = ({ uploads, isSmall = false }: UploadAreaProps): Node => {
  const { lang, say } = useApp()
  const w = uploadWords[lang]
  const take = (files: readonly File[], isCut = false) => {
    uploads.add(files)
    if (isCut) say(fill(w.tooMany, { count: mostDropped }))
  }
  const isOver = useDropTarget(take)
  return html`<section class="uploads" aria-label=${w.uploads}>
    <div class=${isSmall ? 'upload-zone small' : 'upload-zone'}>
      ${!isSmall && html`<${Glyph} name="up" /><p><strong>${w.dropHere}</strong><br /><span class="quiet">${w.dropHint}</span></p>`}
      <${UploadButtons} onFiles=${take} />
    </div>
    ${isOver && html`<div class="drop-target" aria-hidden="true"><p><${Glyph} name="up" />${w.dropNow}</p></div>`}
    <${UploadList} uploads=${uploads} />
  </section>`
}

/** The buttons alone, for a page's head. */
export const UploadButtons = ({ onFiles }: { onFiles: (files: readonly File[]) => void }): Node => {
  const w = uploadWords[useApp().lang]
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement
    onFiles([...(input.files ?? [])])
    input.value = '' // so that the same file can be chosen again
  }
  return html`<div class="buttons">
    <button type="button" class="button primary" onClick=${() => files.current?.click()}>
      <${Glyph} name="plus" />${w.choose}
    </button>
    <button type="button" class="button camera-button" title=${w.camera} onClick=${() => camera.current?.click()}>
      <${Glyph} name="camera" /><span class="camera-word">${w.camera}</span>
    </button>
    <input type="file" multiple hidden ref=${files} aria-label=${w.choose} onChange=${take} />
    <input type="file" accept="image/*,video/*" capture="environment" hidden ref=${camera} aria-label=${w.camera} onChange=${take} />
  </div>`
}
