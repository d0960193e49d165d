import type { TechnicianView } from '../../../../domain/technicians/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { fill } from '../../../pages/words.ts'
import { PhoneKey } from '../../field/phone-key.ts'
import { Fold } from '../../ui/fold.ts'
import type { Sharing, SharingState } from './sharing.ts'
import type { PositionWords } from './words.ts'

interface SwitchProps {
  readonly sharing: Sharing
  readonly technician: TechnicianView
  readonly w: PositionWords
}

/** Shares from this phone or does not, says how it fares, and what does it better. */
export const SharingSwitch = ({ sharing, technician, w }: SwitchProps): Node => {
  const state = sharing.state()
  const flip = () => (state.isOn ? sharing.stop() : sharing.start())
  return html`<div class="stack">
    <div class="day-switch">
      <div class="grow">
        <p id="share-position"><strong>${w.share}</strong></p>
        <p class="hint" id="share-position-hint">${w.shareHint}</p>
      </div>
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked=${String(state.isOn)}
        aria-labelledby="share-position"
        aria-describedby="share-position-hint"
        onClick=${flip}
      ></button>
    </div>
    <div role="status" class="day-silent">${wordOf(state, w)}</div>
    <p class="hint">${w.background}</p>
    <${Fold} summary=${w.traccar}>
      ${() => html`<${PhoneKey} technician=${technician} />`}
    </${Fold}>
  </div>`
}

const wordOf = ({ isOn, trouble, refused, takenAt }: SharingState, w: PositionWords) => {
  if (trouble) return html`<p class="trouble">${w[trouble]}</p>`
  if (refused)
    return html`<p class="trouble">${refused.code === 'outside_work_window' ? w.refusedOutside : fill(w.refused, { reason: refused.text })}</p>`
  return isOn && takenAt === null && html`<p class="quiet">${w.looking}</p>`
}
