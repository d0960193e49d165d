import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { hrefOf } from '../router.ts'
import { CopyField } from '../ui/copy.ts'
import { Trouble } from '../ui/form.ts'
import { useLinkDeeds } from './change-link.ts'
import { ExtendLink } from './extend-link.ts'
import { LinkFacts, StateTag } from './link-facts.ts'
import { addressOf, goesOn, nameOf } from './link-state.ts'
import { QrButton, QrCode, useToggle } from './qr-code.ts'
import { useSpeech } from './speech.ts'

interface LinkCardProps {
  readonly link: ShareView
  readonly now: number
  readonly onChanged: (link: ShareView, said: string) => void
  readonly onEdit: () => void
}

/** A link that is there: how it stands, taken along again, given more time, withdrawn. */
export const LinkCard = ({ link, now, onChanged, onEdit }: LinkCardProps): Node => {
  const w = useSpeech()
  const deeds = useLinkDeeds({ onChanged })
  const [hasQr, toggleQr] = useToggle()
  const name = nameOf(link, w)
  const isOpen = goesOn(link, now)
  return html`<li class="link-card" aria-label=${name}>
    <div class="link-head">
      <h4 class="grow"><a href=${hrefOf(`/links/${link.uuid}`)}><bdi>${name}</bdi></a></h4>
      <${StateTag} ...${{ link, now }} />
    </div>
    <${LinkFacts} ...${{ link, now }} />
    ${isOpen && html`<${CopyField} label=${w.link} value=${addressOf(link)} />`}
    <div class="buttons">
      ${isOpen && html`<a class="button" href=${addressOf(link)} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.openIt}</a>`}
      ${isOpen && html`<${QrButton} isOpen=${hasQr} onToggle=${toggleQr} />`}
      <button type="button" class="button" onClick=${onEdit}><${Glyph} name="pencil" />${w.change}</button>
      ${isOpen && html`<button type="button" class="button danger" disabled=${deeds.busy} onClick=${() => deeds.withdraw(link)}>${w.withdraw}</button>`}
    </div>
    ${hasQr && isOpen && html`<${QrCode} link=${link} />`}
    <${ExtendLink} ...${{ link, deeds }} />
    <${Trouble} refused=${deeds.refused} />
  </li>`
}
