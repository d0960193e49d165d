import { html, type Node } from '../../pages/html.ts'
import type { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { Trouble } from '../ui/form.ts'
import { fieldListWords } from './words.ts'

interface ConflictProps {
  readonly refused: Refused | null
  readonly isBusy: boolean
  readonly onTheirs: () => void
  readonly onMine: () => void
}

/** Why something was not saved; where somebody was faster, the choice between theirs and mine. */
export const Conflict = ({ refused, isBusy, onTheirs, onMine }: ConflictProps): Node => {
  const w = fieldListWords[useApp().lang]
  if (refused?.code !== 'conflict') return html`<${Trouble} refused=${refused} />`
  return html`<div class="trouble stack" role="alert">
    <p>${w.conflict}</p>
    <div class="buttons">
      <button type="button" class="button" disabled=${isBusy} onClick=${onTheirs}>${w.takeTheirs}</button>
      <button type="button" class="button" disabled=${isBusy} onClick=${onMine}>${w.keepMine}</button>
    </div>
  </div>`
}
