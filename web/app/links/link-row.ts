import type { ShareView } from '../../../domain/share-links/schema.ts'
import { relative } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { StateTag } from '../share/link-facts.ts'
import { addressOf, downloadsText, goesOn, nameOf, timeText, viewsText } from '../share/link-state.ts'
import { CopyButton } from '../ui/copy.ts'
import { useLinksSpeech } from './speech.ts'

export const glyphOf: Readonly<Record<ShareView['resource']['type'], GlyphName>> = {
  vehicle: 'van',
  trip: 'trip',
  album: 'album',
  asset: 'folder',
  assignment: 'wrench',
  quote: 'document',
}

interface LinkRowProps {
  readonly link: ShareView
  readonly now: number
  /** Who made it; empty where that is not known. */
  readonly maker: string
  /** How many watch the vehicle, through whichever link. */
  readonly watching: number
  readonly isSelected: boolean
  readonly onSelect: (isSelected: boolean) => void
}

/** A link among many: what it is, how it stands, who may, how it was used. */
export const LinkRow = ({ link, now, maker, watching, isSelected, onSelect }: LinkRowProps): Node => {
  const { lang, zone } = useApp()
  const w = useLinksSpeech()
  const name = nameOf(link, w)
  const thing = plain(link.resource.title ?? '') || w.noThing
  const isOpen = goesOn(link, now)
  const { last_accessed_at } = link.counts
  const opened = last_accessed_at && relative(lang, Date.parse(last_accessed_at) - now)
  const flip = ({ currentTarget }: { currentTarget: HTMLInputElement }) => onSelect(currentTarget.checked)
  return html`<li class="link-row">
    <label class="link-pick">
      <input type="checkbox" checked=${isSelected} disabled=${!isOpen} aria-label=${fill(w.select, { name })} onChange=${flip} />
    </label>
    <div class="link-what">
      <h2><a class="row-link" href=${hrefOf(`/links/${link.uuid}`)}><bdi>${name}</bdi></a></h2>
      <p class="quiet"><${Glyph} name=${glyphOf[link.resource.type]} /> ${w[`kind_${link.resource.type}`]}${name !== thing && html`: <bdi>${thing}</bdi>`}</p>
    </div>
    <p class="link-time"><${StateTag} ...${{ link, now }} /> <span>${timeText(link, { lang, zone, w, now })}</span></p>
    <p class="link-who">${link.has_password && html`<${Glyph} name="lock" /> `}${w[`who_${link.share_type}`]}${maker && html`<span class="quiet">${fill(w.madeBy, { name: maker })}</span>`}</p>
    <p class="link-use">
      <span>${viewsText(link, w)}</span>
      ${(link.counts.downloads > 0 || link.max_downloads !== null) && html`<span>${downloadsText(link, w)}</span>`}
      <span class="quiet">${opened ? fill(w.lastOpened, { when: opened }) : w.neverOpened}</span>
      ${watching > 0 && html`<span class="link-live"><${Glyph} name="eye" />${fill(w.watching, { count: watching, name: thing })}</span>`}
    </p>
    <div class="link-copy">${isOpen && html`<${CopyButton} label=${name} value=${addressOf(link)} />`}</div>
  </li>`
}
