import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { CopyButton } from '../ui/copy.ts'
import { Trouble } from '../ui/form.ts'
import { dateTime } from '../ui/time.ts'
import { useLinkDeeds } from './change-link.ts'
import { ExtendLink } from './extend-link.ts'
import { LinkFacts, StateTag } from './link-facts.ts'
import { addressOf } from './link-state.ts'
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
  const { lang, zone } = useApp()
  const w = useSpeech()
  const deeds = useLinkDeeds({ onChanged })
  const [hasQr, toggleQr] = useToggle()
  const [isManaged, toggleManaged] = useToggle()
  // What is shared stands above all of them: a link is told from the others by its own name, or by its time.
  const own = plain(link.recipient?.name ?? '') || plain(link.title ?? '')
  const name = own || fill(w.madeAt, { time: dateTime(lang, zone, link.created_at) })
  return html`<li class="link-card" aria-label=${name}>
    <div class="link-head">
      <h4 class="grow"><a href=${hrefOf(`/links/${link.uuid}`)}><bdi>${name}</bdi></a></h4>
      <${StateTag} ...${{ link, now }} />
    </div>
    <${LinkFacts} ...${{ link, now }} />
    <div class="buttons">
      <${CopyButton} label=${name} value=${addressOf(link)} />
      <a class="button" href=${addressOf(link)} target="_blank" rel="noopener noreferrer"><${Glyph} name="out" />${w.openIt}</a>
      <${QrButton} isOpen=${hasQr} onToggle=${toggleQr} />
      <button type="button" class="button" aria-expanded=${String(isManaged)} aria-label=${w.manage} title=${w.manage} onClick=${toggleManaged}><${Glyph} name="more" /></button>
    </div>
    ${hasQr && html`<${QrCode} link=${link} />`}
    ${
      isManaged &&
      html`<${ExtendLink} ...${{ link, deeds }} />
      <div class="buttons">
        <button type="button" class="button" onClick=${onEdit}><${Glyph} name="pencil" />${w.change}</button>
        <button type="button" class="button danger" disabled=${deeds.busy} onClick=${() => deeds.withdraw(link)}>${w.withdraw}</button>
      </div>`
    }
    <${Trouble} refused=${deeds.refused} />
  </li>`
}
