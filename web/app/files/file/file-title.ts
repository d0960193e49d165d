import { useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { useApp } from '../../context.ts'
import { Trouble, useTask, valuesOf } from '../../ui/form.ts'
import { uiWords } from '../../ui/words.ts'
import { fileWords } from './words.ts'

/** The title, which is changed where it stands. */
export const FileTitle = ({
  asset,
  onChange,
}: {
  asset: AssetView
  onChange: (asset: AssetView) => void
}): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...fileWords[lang] }
  const [isOpen, open] = useState(false)
  const { busy, refused, run } = useTask()
  const pencil = useRef<HTMLButtonElement>(null)
  const close = () => {
    open(false)
    setTimeout(() => pencil.current?.focus()) // it is there again after the next drawing
  }
  const save = (event: Event) => {
    const { title = '' } = valuesOf(event)
    return run(async () => {
      if (title.trim() !== asset.title) {
        onChange(await api.patch<AssetView>(`/api/v3/assets/${asset.id}`, { title }))
        say(w.renamed)
      }
      close()
    })
  }
  if (!isOpen)
    return html`<span class="file-title">
      <bdi>${plain(asset.title)}</bdi>
      <button type="button" class="bare" ref=${pencil} aria-label=${w.rename} onClick=${() => open(true)}><${Glyph} name="pencil" /></button>
    </span>`
  return html`<form class="file-title-form" onSubmit=${save} onKeyDown=${({ key }: KeyboardEvent) => key === 'Escape' && close()}>
    <input name="title" aria-label=${w.titleField} value=${asset.title} required maxlength="200" ref=${focusAll} />
    <button type="submit" class="button primary small" disabled=${busy}>${w.save}</button>
    <button type="button" class="button small" onClick=${close}>${w.cancel}</button>
    <${Trouble} refused=${refused} />
  </form>`
}

const focusAll = (input: HTMLInputElement | null): void => {
  if (!input || document.activeElement === input) return
  input.focus()
  input.select()
}
