import { useState } from 'preact/hooks'
import type { AlbumView } from '../../../domain/albums/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useUnsaved } from '../ui/unsaved.ts'
import { uiWords } from '../ui/words.ts'
import { albumsWords } from './words.ts'

interface AlbumFormProps {
  /** Left out: a new one. */
  readonly album?: AlbumView
  readonly onSaved: (album: AlbumView) => void
  readonly onClose: () => void
}

/** What an album is called, and what is said of it. */
export const AlbumForm = ({ album, onSaved, onClose }: AlbumFormProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const { busy, refused, run } = useTask()
  const [isDirty, setDirty] = useState(false)
  const mayClose = useUnsaved(isDirty)
  const save = (event: Event) => {
    const { title = '', description = null } = valuesOf(event)
    return run(async () => {
      const saved = album
        ? await api.patch<AlbumView>(`/api/albums/${album.id}`, { title, description })
        : await api.post<AlbumView>('/api/albums', { title, description })
      setDirty(false)
      onSaved(saved)
    })
  }
  const title = album ? w.editAlbum : w.newAlbum
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} mayClose=${mayClose}>
    <form onSubmit=${save} onInput=${() => setDirty(true)}>
      <${Field}
        label=${w.albumTitle}
        fault=${faultOf(refused, 'title')}
        input=${{ name: 'title', required: true, maxlength: 200, autofocus: true, defaultValue: album?.title ?? '', placeholder: w.albumTitleExample }}
      />
      <${Field}
        as="textarea"
        label=${html`${w.description} <span class="quiet">(${w.optional})</span>`}
        fault=${faultOf(refused, 'description')}
        input=${{ name: 'description', maxlength: 2000, rows: 3, defaultValue: album?.description ?? '' }}
      />
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${album ? w.save : w.createAlbum}</button>
        <span class="quiet" role="status">${isDirty && album ? w.unsaved : ''}</span>
      </div>
    </form>
  </${Dialog}>`
}
