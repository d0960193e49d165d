import { useState } from 'preact/hooks'
import type { AlbumItemView, WholeAlbumView } from '../../../domain/albums/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { useApp } from '../context.ts'
import { goTo, hrefOf } from '../router.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { movedBy } from '../ui/moved.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import type { AlbumDeeds } from './deeds.ts'
import { albumsWords } from './words.ts'

interface PictureActionsProps {
  readonly album: WholeAlbumView
  readonly item: AlbumItemView
  readonly deeds: AlbumDeeds
  readonly onClose: () => void
}

/** What may be done with one item: for fingers, for keys, and for whoever does not drag. */
export const PictureActions = ({ album, item, deeds, onClose }: PictureActionsProps): Node => {
  const { lang, me } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const { items } = album
  const at = items.indexOf(item)
  const isOwner = album.role === 'owner'
  const move = (by: number) => deeds.order(movedBy(items, item, by), item)
  const action = (glyph: GlyphName, word: string, act: () => void, isOff = false) => html`<li>
    <button
      type="button"
      class="button"
      disabled=${isOff}
      onClick=${() => {
        onClose()
        act()
      }}
    ><${Glyph} name=${glyph} />${word}</button>
  </li>`
  const isMine = item.added_by?.id === me.user.id
  return html`<${Dialog} title=${html`<bdi>${plain(item.title)}</bdi>`} closeWord=${w.close} onClose=${onClose}>
    <ul class="picture-actions">
      ${action('eye', w.look, () => goTo(hrefOf(`/albums/${album.id}`, { item: String(item.asset_id) })))}
      ${
        isOwner &&
        html`${action('before', w.earlier, () => move(-1), at === 0)}
          ${action('after', w.later, () => move(1), at === items.length - 1)}
          ${action('image', w.cover, () => move(-items.length), at === 0)}`
      }
      ${isMine && action('folder', w.toFile, () => goTo(hrefOf(`/assets/${item.asset_id}`)))}
      ${action('trash', w.take, () => deeds.take(item))}
    </ul>
  </${Dialog}>`
}

interface CaptionProps {
  readonly item: AlbumItemView
  readonly onSaved: (title: string) => void
  readonly onClose: () => void
}

/** What a picture is called, wherever it is shown: its file's title. */
export const Caption = ({ item, onSaved, onClose }: CaptionProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const { busy, refused, run } = useTask()
  const [isDirty, setDirty] = useState(false)
  const mayClose = useUnsaved(isDirty)
  const save = (event: Event) => {
    const { title = '' } = valuesOf(event)
    return run(async () => {
      const saved = await api.patch<{ title: string }>(`/api/v3/assets/${item.asset_id}`, { title })
      setDirty(false)
      onSaved(saved.title)
    })
  }
  return html`<${Dialog} title=${w.editCaption} closeWord=${w.close} onClose=${onClose} mayClose=${mayClose}>
    <form onSubmit=${save} onInput=${() => setDirty(true)}>
      <${Field}
        label=${w.caption}
        fault=${faultOf(refused, 'title')}
        input=${{ name: 'title', required: true, maxlength: 200, autofocus: true, defaultValue: item.title }}
      />
      <${Trouble} refused=${refused} />
      <div class="buttons"><button class="button primary" disabled=${busy}>${w.save}</button></div>
    </form>
  </${Dialog}>`
}
