import type { AssetView } from '../../../../domain/assets/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { commentWords } from './comment-words.ts'

/** What is said, as files: a table of everything, and what stands at a moment for players and editing programs. */
export const CommentExports = ({ asset: { id, kind } }: { asset: AssetView }): Node => {
  const w = commentWords[useApp().lang]
  const hasTime = kind === 'video' || kind === 'audio'
  const to = (word: string, query: string) =>
    html`<a href=${`/api/v3/assets/${id}/comments/export?${query}`} download><${Glyph} name="down" />${word}</a>`
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    const menu = event.currentTarget as HTMLDetailsElement
    menu.open = false
    menu.querySelector('summary')?.focus()
  }
  return html`<details class="menu" onKeyDown=${onKeyDown}>
    <summary class="button small"><${Glyph} name="down" />${w.export}</summary>
    <div class="menu-list">
      ${to(w.csv, 'format=csv')}
      ${to(w.csvAll, 'format=csv&internal=true')}
      ${hasTime && to(w.vtt, 'format=vtt')}
      ${hasTime && [24, 25, 30].map((fps) => to(fill(w.edl, { fps }), `format=edl&fps=${fps}`))}
    </div>
  </details>`
}
