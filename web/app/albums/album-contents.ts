import type { AlbumItemView, WholeAlbumView } from '../../../domain/albums/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { UploadArea } from '../files/upload-area.ts'
import { useUploads } from '../files/uploads.ts'
import { Empty } from '../ui/page.ts'
import { countText } from './albums.ts'
import type { AlbumDeeds } from './deeds.ts'
import { Gallery } from './gallery.ts'
import { albumsWords } from './words.ts'

interface AlbumContentsProps {
  readonly album: WholeAlbumView
  readonly deeds: AlbumDeeds
  readonly onFiles: () => void
  readonly onActions: (item: AlbumItemView) => void
  readonly onAdded: () => Promise<void>
}

/** What is said of an album, the way to add to it, and what is in it. */
export const AlbumContents = ({ album, deeds, onFiles, onActions, onAdded }: AlbumContentsProps): Node => {
  const { lang, me } = useApp()
  const w = albumsWords[lang]
  const { items, description, owner, role } = album
  const mayAdd = role !== 'viewer'
  const name = owner ? plain(owner.full_name) : w.somebody
  const organization = plain(me.tenant.name)
  return html`<div class="album">
    ${description && html`<p class="prose">${plainLines(description)}</p>`}
    <p class="quiet">
      ${countText(w, items.length)}${owner && owner.id !== me.user.id && html` · <bdi>${fill(w.by, { name })}</bdi>`}
      ${role === 'owner' && items.length > 1 && html`<span class="arrange-hint"> · ${w.arrange}</span>`}
    </p>
    ${role === 'collaborator' && html`<p class="album-note"><${Glyph} name="people" /><span>${fill(w.collaborate, { name, organization })}</span></p>`}
    ${mayAdd && html`<${Adding} key=${album.id} ...${{ album, onFiles, onAdded }} />`}
    <p class="visually-hidden" role="status">${deeds.said}</p>
    ${
      items.length === 0
        ? html`<${Empty} glyph="image" title=${w.emptyTitle} text=${mayAdd ? w.emptyText : w.emptyLook} />`
        : html`<${Gallery} ...${{ album, deeds, onActions }} />`
    }
  </div>`
}

const Adding = ({
  album,
  onFiles,
  onAdded,
}: Pick<AlbumContentsProps, 'album' | 'onFiles' | 'onAdded'>): Node => {
  const w = albumsWords[useApp().lang]
  const uploads = useUploads({ albumId: album.id, onDone: onAdded })
  return html`<div class="album-adding">
    <${UploadArea} uploads=${uploads} isSmall=${album.items.length > 0} />
    <button type="button" class="button" onClick=${onFiles}><${Glyph} name="folder" />${w.fromFiles}</button>
  </div>`
}
