import type { AssetView } from '../../../domain/assets/schema.ts'
import { playingTime, sizeText } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import type { AppContext } from '../context.ts'
import { hrefOf } from '../router.ts'
import { dayOf } from '../ui/time.ts'
import { fileUrl } from './file-list.ts'
import type { FilesWords } from './words.ts'

interface TileProps {
  readonly asset: AssetView
  readonly app: Pick<AppContext, 'lang' | 'zone'>
  readonly w: FilesWords
  readonly isChosen: boolean
  readonly onToggle: (id: number, isRange: boolean) => void
}

/** One file of the list: its picture in a box that is there before the picture, and a box to tick. */
export const Tile = ({ asset, app: { lang, zone }, w, isChosen, onToggle }: TileProps): Node => {
  const { id, kind, size, duration_s } = asset
  const name = plain(asset.title)
  return html`<li class=${isChosen ? 'file chosen' : 'file'}>
    <a class="file-link" href=${hrefOf(`/assets/${id}`)}>
      <span class="file-picture"><${Picture} asset=${asset} />${duration_s !== undefined && html`<span class="file-time">${playingTime(duration_s)}</span>`}</span>
      <span class="file-name"><bdi>${name}</bdi></span>
      <span class="file-facts"><span>${w[kind]}</span><span>${sizeText(lang, size)}</span><span>${dayOf(lang, zone, asset.created_at)}</span></span>
    </a>
    <label class="file-check">
      <input
        type="checkbox"
        checked=${isChosen}
        aria-label=${fill(w.select, { name })}
        onClick=${(event: MouseEvent) => onToggle(id, event.shiftKey)}
      />
    </label>
  </li>`
}

/** The picture of a file, or a drawing of what kind it is. Its name stands beside it. */
export const Picture = ({ asset }: { asset: Pick<AssetView, 'id' | 'kind' | 'thumbnail_url'> }): Node =>
  asset.thumbnail_url
    ? html`<img src=${fileUrl(asset, 'thumbnail')} alt="" loading="lazy" decoding="async" />`
    : html`<${Glyph} name=${asset.kind} />`
