import { useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { saveFile } from '../ui/save-file.ts'
import { nameOf } from './link-state.ts'
import { useSpeech } from './speech.ts'

/** Large enough for a poster. */
const pixels = 1024

/** The link for a camera, on the screen and as a file. */
export const QrCode = ({ link }: { link: ShareView }): Node => {
  const { api } = useApp()
  const w = useSpeech()
  const { busy, refused, run } = useTask()
  const save = (format: 'png' | 'svg') =>
    run(async () => {
      const file = await api.file(`/api/v3/shares/${link.uuid}/qr?format=${format}&size=${pixels}`)
      saveFile(file, `fleeting-${link.slug ?? link.id}.${format}`)
    })
  return html`<div class="link-qr">
    <img src=${link.qr_code_data} width="300" height="300" alt=${fill(w.qrOf, { name: nameOf(link, w) })} />
    <div class="stack">
      <p class="hint">${w.qrText}</p>
      <div class="buttons">
        ${(['png', 'svg'] as const).map(
          (
            format,
          ) => html`<button key=${format} type="button" class="button" disabled=${busy} onClick=${() => save(format)}>
            <${Glyph} name="down" />${format === 'png' ? w.downloadPng : w.downloadSvg}
          </button>`,
        )}
      </div>
      <${Trouble} refused=${refused} />
    </div>
  </div>`
}

/** The same behind a button, where there is little room. */
export const QrButton = ({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }): Node => {
  const w = useSpeech()
  return html`<button type="button" class="button" aria-expanded=${String(isOpen)} onClick=${onToggle}><${Glyph} name="qr" />${isOpen ? w.hideQr : w.qr}</button>`
}

export const useToggle = (): [boolean, () => void] => {
  const [isOpen, set] = useState(false)
  return [isOpen, () => set((before) => !before)]
}
