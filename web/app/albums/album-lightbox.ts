import { useRef, useState } from 'preact/hooks'
import type { WholeAlbumView } from '../../../domain/albums/schema.ts'
import { withCaptions } from '../../pages/captions.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Lightbox } from '../../pages/lightbox.ts'
import { plain } from '../../pages/plain.ts'
import type { VisitorAsset } from '../../pages/visitor.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { dateTime } from '../ui/time.ts'
import { asVisitorAsset } from './as-visitor.ts'
import type { AlbumDeeds } from './deeds.ts'
import { Caption } from './picture-actions.ts'
import { albumsWords } from './words.ts'

interface AlbumLightboxProps {
  readonly album: WholeAlbumView
  /** Which item, as the address says. */
  readonly at: number
  /** Somebody came to it from the gallery, and goes back there. */
  readonly isFromHere: boolean
  readonly deeds: AlbumDeeds
}

/** One item at a time, with who added it; the browser's way back closes it. */
export const AlbumLightbox = ({ album, at, isFromHere, deeds }: AlbumLightboxProps): Node => {
  const { lang, me, zone } = useApp()
  const w = albumsWords[lang]
  const [isNaming, setNaming] = useState(false)
  const isLeft = useRef(false)
  const item = album.items[at]!
  const place = `/albums/${album.id}`
  const onMove = (to: number) => replaceWith(hrefOf(place, { item: String(album.items[to]!.asset_id) }))
  const onClose = () => {
    const isOpen = location.hash.includes('item=') // it closes as well because the address has changed
    if (isLeft.current || !isOpen) return
    isLeft.current = true
    if (isFromHere) history.back()
    else replaceWith(hrefOf(place))
  }
  const beside = ({ id }: VisitorAsset) => {
    const { added_by, added_at } = album.items.find(({ asset_id }) => asset_id === id) ?? item
    const time = dateTime(lang, zone, added_at)
    const isMine = added_by?.id === me.user.id
    return html`<p>
      <span class="quiet">${added_by ? fill(w.addedBy, { name: plain(added_by.full_name), time }) : fill(w.added, { time })}</span>
      ${isMine && html` <button type="button" class="button small" onClick=${() => setNaming(true)}><${Glyph} name="pencil" />${w.editCaption}</button>`}
    </p>`
  }
  const items = withCaptions(album.items.map((one) => asVisitorAsset(album.id, one)))
  return html`<${Lightbox} ...${{ items, at, lang, onMove, onClose, beside }} />
    ${
      isNaming &&
      html`<${Caption}
        item=${item}
        onSaved=${(title: string) => {
          deeds.rename(item, title)
          setNaming(false)
        }}
        onClose=${() => setNaming(false)}
      />`
    }`
}
