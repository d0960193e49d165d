import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import type { Refused } from '../api.ts'
import { Trouble } from '../ui/form.ts'
import { useUiWords } from '../ui/lang.ts'
import { useUnsaved } from '../ui/unsaved.ts'

/** What is changed and not saved yet, beside what is; leaving it is asked about. */
export const useDraft = <T extends object>(saved: T) => {
  const [draft, setDraft] = useState(saved)
  const isDirty = JSON.stringify(draft) !== JSON.stringify(saved)
  useUnsaved(isDirty)
  return {
    draft,
    isDirty,
    change: (part: Partial<T>) => setDraft((before) => ({ ...before, ...part })),
    reset: (to: T = saved) => setDraft(to),
  }
}

interface SaveBarProps {
  readonly isDirty: boolean
  readonly busy: boolean
  readonly refused: Refused | null
  readonly word?: string
  readonly onReset: () => void
}

/** Ends a form that is saved as a whole: it stays in sight as soon as there is something to save. */
export const SaveBar = ({ isDirty, busy, refused, word, onReset }: SaveBarProps): Node => {
  const w = useUiWords()
  return html`<div class=${isDirty ? 'save-bar dirty' : 'save-bar'}>
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button class="button primary" disabled=${!isDirty || busy}>${word ?? w.save}</button>
      ${isDirty && html`<button type="button" class="button" disabled=${busy} onClick=${onReset}>${w.cancel}</button>`}
      <span class="quiet" role="status">${isDirty && w.unsaved}</span>
    </div>
  </div>`
}
