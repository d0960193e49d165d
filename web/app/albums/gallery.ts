import { useRef } from 'preact/hooks'
import type { AlbumItemView, WholeAlbumView } from '../../../domain/albums/schema.ts'
import { playingTime } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { visitorWords } from '../../pages/visitor-words.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { movedBeside, movedBy } from '../ui/moved.ts'
import { type Dragged, useSortable } from '../ui/sorting.ts'
import { pathOf, ratioOf } from './as-visitor.ts'
import type { AlbumDeeds } from './deeds.ts'
import { albumsWords } from './words.ts'

interface GalleryProps {
  readonly album: WholeAlbumView
  readonly deeds: AlbumDeeds
  readonly onActions: (item: AlbumItemView) => void
}

/** Rows of one height, each picture as wide as it is: their sizes are known before their bytes are there. */
export const Gallery = ({ album, deeds, onActions }: GalleryProps): Node => {
  const w = albumsWords[useApp().lang]
  const adders = new Set(album.items.map(({ added_by }) => added_by?.id))
  return html`<ul class="gallery" aria-label=${w.gallery}>
    ${album.items.map((item) => html`<${Picture} key=${item.asset_id} ...${{ album, item, deeds, onActions, namesAdder: adders.size > 1 }} />`)}
  </ul>`
}

type PictureProps = GalleryProps & { item: AlbumItemView; namesAdder: boolean }

const Picture = ({ album, item, deeds, onActions, namesAdder }: PictureProps): Node => {
  const { lang, me } = useApp()
  const w = albumsWords[lang]
  const cell = useRef<HTMLLIElement>(null)
  const isOwner = album.role === 'owner'
  const mayTake = isOwner || (album.role === 'collaborator' && item.added_by?.id === me.user.id)
  const drop = (dragged: Dragged, side: 'before' | 'after') => {
    const other = album.items.find(({ asset_id }) => asset_id === dragged.id)
    if (other) deeds.order(movedBeside(album.items, other, item, side), other)
  }
  const { isDragged, side } = useSortable(
    {
      kind: `album-${album.id}`,
      id: item.asset_id,
      list: album.id,
      runs: 'across',
      isFixed: !isOwner,
      onDrop: drop,
    },
    cell,
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (!isOwner || !event.shiftKey || by === 0) return
    event.preventDefault()
    deeds.order(movedBy(album.items, item, by), item)
  }
  const title = plain(item.title)
  const thumbnail = pathOf(item.thumbnail_url)
  const { kind, duration_s } = item
  const state = `${isDragged ? ' dragged' : ''}${side ? ` drop-${side}` : ''}`
  return html`<li class=${`picture${state}`} ref=${cell} style=${{ '--ratio': String(ratioOf(item)) }}>
    <a
      class="picture-link"
      id=${`item-${item.asset_id}`}
      href=${hrefOf(`/albums/${album.id}`, { item: String(item.asset_id) })}
      aria-keyshortcuts=${isOwner ? 'Shift+ArrowLeft Shift+ArrowRight' : undefined}
      draggable=${isOwner ? false : undefined}
      onKeyDown=${onKeyDown}
    >
      ${
        thumbnail
          ? html`<img src=${thumbnail} alt=${title} loading="lazy" decoding="async" draggable=${false} />`
          : html`<span class="picture-none"><${Glyph} name=${kind} /><bdi>${title}</bdi></span>`
      }
      ${
        kind !== 'image' &&
        thumbnail &&
        html`<span class="picture-kind"><${Glyph} name=${kind} /><span class="visually-hidden">${visitorWords[lang][kind]}</span>${duration_s !== null && playingTime(duration_s)}</span>`
      }
    </a>
    ${namesAdder && item.added_by && html`<span class="picture-by"><bdi>${plain(item.added_by.full_name)}</bdi></span>`}
    ${
      mayTake &&
      html`<button type="button" class="bare picture-more" aria-haspopup="dialog" aria-label=${fill(w.actionsOf, { title })} onClick=${() => onActions(item)}>
        <${Glyph} name="more" />
      </button>`
    }
  </li>`
}
