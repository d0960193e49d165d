import type { Language } from '../../../../domain/problem.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { fill } from '../../../pages/words.ts'
import { timeOf } from '../../ui/time.ts'
import { type BarWords, barWords } from './bar-words.ts'
import { useSharingNow } from './now.ts'
import type { SharingState } from './sharing.ts'

/** On every page, for as long as this phone shares where it is: nobody forgets that they can be seen. */
export const SharingBar = ({ lang, zone }: { lang: Language; zone: string }): Node | null => {
  const sharing = useSharingNow()
  const w = barWords[lang]
  if (!sharing?.state().isOn) return null
  return html`<div class="sharing-bar" role="region" aria-label=${w.shared}>
    <${Glyph} name="target" />
    <p class="grow"><strong>${w.shared}</strong> <span>${howItGoes(sharing.state(), w, (at) => timeOf(lang, zone, at))}</span></p>
    <button type="button" class="button" onClick=${sharing.stop}>${w.stop}</button>
  </div>`
}

const howItGoes = (
  { takenAt, waiting, refused }: SharingState,
  w: BarWords,
  time: (at: number) => string,
): string => {
  if (refused?.code === 'outside_work_window') return w.paused
  if (waiting > 1) return fill(w.waiting, { count: waiting })
  return takenAt === null ? w.looking : fill(w.last, { time: time(takenAt) })
}
