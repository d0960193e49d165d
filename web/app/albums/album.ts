import '../../pages/media.css'
import './albums.css'
import './gallery.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { AlbumItemView, AlbumView, WholeAlbumView } from '../../../domain/albums/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { Menu } from '../../pages/menu.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goTo, hrefOf } from '../router.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { AlbumContents } from './album-contents.ts'
import { AlbumForm } from './album-form.ts'
import { AlbumLightbox } from './album-lightbox.ts'
import { AlbumLink } from './album-link.ts'
import { useAlbumDeeds } from './deeds.ts'
import { FromFiles } from './from-files.ts'
import { PictureActions } from './picture-actions.ts'
import { albumsWords } from './words.ts'

type Over = 'edit' | 'link' | 'share' | 'files' | AlbumItemView

/** One album: mine, or one that was shared with me, with as much as I may do there. */
export const AlbumPage = ({ params, query }: PageProps): Node => {
  const { api, ask, lang, say } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const id = Number(params.id)
  const loading = useLoad(() => api.get<WholeAlbumView>(`/api/albums/${id}`), [id])
  const deeds = useAlbumDeeds(loading)
  const [over, setOver] = useState<Over | null>(null)
  const close = () => setOver(null)
  const { value: album, refused } = loading
  const back =
    album && album.role !== 'owner'
      ? { href: hrefOf('/albums', { of: 'shared' }), word: w.sharedWithMe }
      : { href: hrefOf('/albums'), word: w.albums }
  const item = Number(query.get('item'))
  const at = album?.items.findIndex(({ asset_id }) => asset_id === item) ?? -1
  const wasHere = useRef(false)
  useEffect(() => {
    if (album && !query.has('item')) wasHere.current = true
  }, [album, query])

  if (refused?.status === 404)
    return html`<${PageFrame} title=${w.noAlbum} back=${back}>
      <${Empty} glyph="album" title=${w.noAlbum} text=${w.noAlbumText}><a class="button" href=${back.href}>${w.toAlbums}</a></${Empty}>
    </${PageFrame}>`

  const part = async (path: string, question: { title: string; text: string; yes: string }, done: string) => {
    const title = plain(album?.title ?? '')
    if (!(await ask({ ...question, title: fill(question.title, { title }) }))) return
    try {
      await api.delete(path)
      say(fill(done, { title }))
      goTo(back.href)
    } catch (error) {
      say({ text: error instanceof Refused ? error.message : w.failed, isTrouble: true })
    }
  }
  const remove = () =>
    part(`/api/albums/${id}`, { title: w.removeTitle, text: w.removeText, yes: w.removeAlbum }, w.removed)
  const leave = () =>
    part(`/api/albums/shared-with-me/${id}`, { title: w.leaveTitle, text: w.leaveText, yes: w.leave }, w.left)
  const saved = ({ title, description }: AlbumView) => {
    loading.set((before) => ({ ...before, title, description }))
    close()
    say(w.saved)
  }
  const actions =
    album &&
    (album.role !== 'owner'
      ? html`<button type="button" class="button" onClick=${leave}><${Glyph} name="out" />${w.leave}</button>`
      : html`<button type="button" class="button primary" onClick=${() => setOver('link')}><${Glyph} name="share" />${w.share}</button>
      <button type="button" class="button" onClick=${() => setOver('edit')}><${Glyph} name="pencil" />${w.edit}</button>
      <${Menu} label=${w.actions}>
        <button type="button" onClick=${remove}><${Glyph} name="trash" />${w.removeAlbum}</button>
      </${Menu}>`)

  return html`<${PageFrame}
    title=${album ? html`<bdi>${plain(album.title)}</bdi>` : w.album}
    tab=${album ? plain(album.title) : w.album}
    back=${back}
    actions=${actions}
  >
    <${Loaded} of=${loading} lines=${5}>
      ${(whole: WholeAlbumView) => html`<${AlbumContents} ...${{ album: whole, deeds, onFiles: () => setOver('files'), onActions: setOver, onAdded: loading.reload }} />`}
    </${Loaded}>
    ${album && over === 'edit' && html`<${AlbumForm} album=${album} onSaved=${saved} onClose=${close} />`}
    ${album && over === 'link' && html`<${AlbumLink} album=${album} onMore=${() => setOver('share')} onClose=${() => setOver((now) => (now === 'link' ? null : now))} />`}
    ${album && over === 'share' && html`<${ShareDialog} resource=${{ type: 'album', id: String(id), name: album.title }} mayShare=${true} onClose=${close} />`}
    ${album && over === 'files' && html`<${FromFiles} ...${{ album, onAdded: loading.reload, onClose: close }} />`}
    ${album && typeof over === 'object' && over && html`<${PictureActions} ...${{ album, item: over, deeds, onClose: close }} />`}
    ${album && at >= 0 && html`<${AlbumLightbox} ...${{ album, at, isFromHere: wasHere.current, deeds }} />`}
  </${PageFrame}>`
}
