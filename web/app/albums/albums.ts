import './albums.css'
import { useState } from 'preact/hooks'
import type { AlbumView } from '../../../domain/albums/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty, PageFrame, Tabs } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { AlbumForm } from './album-form.ts'
import { pathOf } from './as-visitor.ts'
import { albumsWords } from './words.ts'

/** My albums, and those that others have shared with me. */
export const AlbumsPage = ({ query }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const isShared = query.get('of') === 'shared'
  const list = useList<AlbumView>(api, isShared ? '/api/albums/shared-with-me' : '/api/albums')
  const [isNew, setNew] = useState(false)
  const create = html`<button type="button" class="button primary" onClick=${() => setNew(true)}>
    <${Glyph} name="plus" />${w.newAlbum}
  </button>`
  const tabs = [
    { href: hrefOf('/albums'), word: w.mine, isHere: !isShared },
    { href: hrefOf('/albums', { of: 'shared' }), word: w.sharedWithMe, isHere: isShared },
  ]
  const nothing = isShared
    ? html`<${Empty} glyph="people" title=${w.noShared} text=${w.noSharedText} />`
    : html`<${Empty} glyph="album" title=${w.noAlbums} text=${w.noAlbumsText}>${create}</${Empty}>`
  const hasSome = Boolean(list.value?.results.length)
  return html`<${PageFrame} title=${w.albums} actions=${hasSome && !isShared ? create : null}>
    <${Tabs} label=${w.albums} tabs=${tabs} />
    <${Loaded} of=${list}>
      ${({ results }: { results: readonly AlbumView[] }) =>
        results.length === 0
          ? nothing
          : html`<ul class="album-cards">
                ${results.map((album) => html`<${Card} key=${album.id} ...${{ album, isShared }} />`)}
              </ul>
              <${More} list=${list} />`}
    </${Loaded}>
    ${
      isNew &&
      html`<${AlbumForm} onSaved=${({ id }: AlbumView) => goTo(hrefOf(`/albums/${id}`))} onClose=${() => setNew(false)} />`
    }
  </${PageFrame}>`
}

const Card = ({ album, isShared }: { album: AlbumView; isShared: boolean }): Node => {
  const { lang } = useApp()
  const w = albumsWords[lang]
  const cover = pathOf(album.cover_url)
  return html`<li class="album-card">
    <div class="album-cover">
      ${cover ? html`<img src=${cover} alt="" width="512" height="384" loading="lazy" decoding="async" />` : html`<${Glyph} name="album" />`}
    </div>
    <h2><a href=${hrefOf(`/albums/${album.id}`)}><bdi>${plain(album.title)}</bdi></a></h2>
    <p class="quiet album-facts">
      ${countText(w, album.item_count)}${isShared && album.owner && html` · <bdi>${fill(w.by, { name: plain(album.owner.full_name) })}</bdi>`}
    </p>
    ${isShared && album.role === 'collaborator' && html`<p><span class="tag good">${w.youMayAdd}</span></p>`}
  </li>`
}

export const countText = (w: { noItems: string; oneItem: string; items: string }, count: number): string =>
  count === 0 ? w.noItems : count === 1 ? w.oneItem : fill(w.items, { count })
