import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import { goesOn, standingOf, timeText, toneOf, viewsText } from './link-state.ts'
import { useSpeech } from './speech.ts'

export const StateTag = ({ link, now }: { link: ShareView; now: number }): Node => {
  const w = useSpeech()
  const standing = standingOf(link, now)
  return html`<span class=${`tag ${toneOf[standing]}`}>${w[`state_${standing}`]}</span>`
}

/** How a link stands, in a line: its time, its views, and who may. */
export const LinkFacts = ({ link, now }: { link: ShareView; now: number }): Node => {
  const { lang, zone } = useApp()
  const w = useSpeech()
  const standing = standingOf(link, now)
  return html`
    <p class="share-line">
      <span class=${goesOn(link, now) ? 'time' : 'time quiet'}>${timeText(link, { lang, zone, w, now })}</span>
      <span>${viewsText(link, w)}</span>
      <span>${link.has_password && html`<${Glyph} name="lock" />`}${w[`who_${link.share_type}`]}</span>
    </p>
    ${standing === 'locked' && html`<p class="hint">${w.lockedText}</p>`}
    ${standing === 'usedUp' && html`<p class="hint">${w.usedUpText}</p>`}
  `
}
