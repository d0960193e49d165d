import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { colorOf, Glyph } from '../icons.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { notesWords } from './notes-words.ts'

/** Somebody else in the notes. */
export interface NotesReader {
  readonly id: string
  readonly name: string
  readonly color: string
  readonly isWriting: boolean
  /** From 1. */
  readonly line: number
}

export interface NotesProps {
  readonly lang: Language
  readonly mayEdit: boolean
  readonly state: 'loading' | 'saved' | 'waiting' | 'offline'
  readonly others: readonly NotesReader[]
  readonly onDownload: () => void
}

/** Notes that everybody writes. What stands in the field is not drawn here: the shared text keeps it. */
export const Notes = ({ lang, mayEdit, state, others, onDownload }: NotesProps): Node => {
  const w = notesWords[lang]
  return html`<div class="notes">
    <label class="field">
      <span>${w.title}</span>
      <textarea
        class="notes-text"
        id="notes-text"
        rows="14"
        spellcheck="true"
        placeholder=${mayEdit ? w.placeholder : ''}
        aria-describedby="notes-hint"
        readonly=${!mayEdit}
      ></textarea>
    </label>
    <ul class="notes-others" aria-label=${w.others} hidden=${others.length === 0}>
      ${others.map(
        ({ id, name, color, isWriting, line }) => html`<li key=${id}>
          <svg class="notes-dot" viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill=${colorOf(color)} /></svg>
          <bdi>${isWriting ? fill(w.writing, { name: plain(name) }) : fill(w.atLine, { name: plain(name), line })}</bdi>
        </li>`,
      )}
    </ul>
    <div class="notes-foot">
      <p class=${`quiet notes-state notes-${state}`} role="status">${w[state]}</p>
      <button type="button" class="button small" onClick=${onDownload}><${Glyph} name="down" /> ${w.download}</button>
    </div>
    <p class="quiet" id="notes-hint">${mayEdit ? w.hint : w.readOnly}</p>
  </div>`
}
