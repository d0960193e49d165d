import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import type { Shareable } from '../share/shareable.ts'
import { removeFiles } from './removal.ts'
import type { Selection } from './selection.ts'
import { ToAlbum } from './to-album.ts'
import { filesWords } from './words.ts'

interface ChosenBarProps {
  readonly selection: Selection
  readonly onGone: (ids: ReadonlySet<number>) => void
}

/** What may be done with the files that are chosen. */
export const ChosenBar = ({ selection, onGone }: ChosenBarProps): Node => {
  const app = useApp()
  const w = filesWords[app.lang]
  const [open, show] = useState<'album' | 'share' | Shareable | null>(null)
  const { chosen, clear } = selection
  const count = chosen.length
  const [first] = chosen
  const share = () =>
    show(count === 1 ? { type: 'asset', id: String(first!.id), name: first!.title } : 'share')
  const remove = async () => {
    const gone = await removeFiles(app, w, chosen)
    if (gone.size === 0) return
    onGone(gone)
    clear()
    document.querySelector<HTMLElement>('main h1')?.focus()
  }
  const close = () => show(null)

  return html`<div class="chosen-bar" role="region" aria-label=${w.selectedMany.replace('{count}', String(count))} hidden=${count === 0}>
    <p class="grow" role="status">${count === 1 ? w.selectedOne : count > 0 && fill(w.selectedMany, { count })}</p>
    <button type="button" class="button small" onClick=${selection.all}>${w.selectAll}</button>
    <button type="button" class="button small" onClick=${() => show('album')}><${Glyph} name="album" />${w.addToAlbum}</button>
    <button type="button" class="button small" onClick=${share}><${Glyph} name="share" />${w.share}</button>
    <button type="button" class="button small danger" onClick=${remove}><${Glyph} name="trash" />${w.deleteYes}</button>
    <button type="button" class="bare" aria-label=${w.clearSelection} onClick=${clear}><${Glyph} name="close" /></button>
    ${open === 'album' && html`<${ToAlbum} files=${chosen} onClose=${close} onDone=${close} />`}
    ${
      open === 'share' &&
      html`<${ToAlbum}
        files=${chosen}
        isForSharing=${true}
        onClose=${close}
        onDone=${({ id, title }: { id: number; title: string }) => show({ type: 'album', id: String(id), name: title })}
      />`
    }
    ${open !== null && typeof open === 'object' && html`<${ShareDialog} resource=${open} onClose=${close} />`}
  </div>`
}
