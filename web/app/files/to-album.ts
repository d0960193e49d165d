import { useState } from 'preact/hooks'
import type { AlbumView } from '../../../domain/albums/schema.ts'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { uiWords } from '../ui/words.ts'
import { inTurns } from './removal.ts'
import { filesWords } from './words.ts'

interface ToAlbumProps {
  readonly files: readonly AssetView[]
  /** Only a new album, which is then shared. */
  readonly isForSharing?: boolean
  readonly onClose: () => void
  readonly onDone: (album: Pick<AlbumView, 'id' | 'title'>) => void
}

/** Puts files into an album, one that is there or a new one. */
export const ToAlbum = ({ files, isForSharing = false, onClose, onDone }: ToAlbumProps): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...filesWords[lang] }
  const albums = useLoad(() => api.get<ListPage<AlbumView>>('/api/albums?page_size=200'), [])
  const [chosen, choose] = useState('')
  const { busy, refused, run } = useTask()
  const isNew = isForSharing || chosen === 'new' || albums.value?.results.length === 0
  const submit = (event: Event) => {
    const { title = '', album = '' } = valuesOf(event)
    return run(async () => {
      const target = isNew
        ? await api.post<AlbumView>('/api/albums', { title })
        : albums.value!.results.find(({ id }) => id === Number(album))!
      const done = await inTurns(files, ({ id }) =>
        api.post(`/api/albums/${target.id}/items`, { asset_id: id }),
      )
      const failed = done.filter((one) => one.status === 'rejected')
      const [first] = failed
      if (first)
        say({
          text: fill(w.someNotAdded, { count: failed.length, problem: (first.reason as Error).message }),
          isTrouble: true,
        })
      else if (!isForSharing) say(fill(w.added, { album: plain(target.title) }))
      onDone(target)
    })
  }
  const titleField = () =>
    html`<${Field} label=${w.newAlbumTitle} fault=${faultOf(refused, 'title')} input=${{ name: 'title', required: true, maxlength: 200, autofocus: true }} />`
  return html`<${Dialog} title=${isForSharing ? w.shareMany : w.toAlbum} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      ${isForSharing && html`<p class="quiet">${w.shareManyText}</p>`}
      ${
        isForSharing
          ? titleField()
          : html`<${Loaded} of=${albums} lines=${1}>${({
              results,
            }: ListPage<AlbumView>) => html`<div class="stack">
              ${
                results.length > 0 &&
                html`<p class="field">
                  <label for="to-album">${w.album}</label>
                  <select id="to-album" name="album" required onChange=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}>
                    ${results.map(({ id, title }) => html`<option key=${id} value=${id}>${plain(title)}</option>`)}
                    <option value="new">${w.newAlbum}…</option>
                  </select>
                </p>`
              }
              ${isNew && titleField()}
            </div>`}</${Loaded}>`
      }
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button type="submit" class="button primary" disabled=${busy}>${isForSharing ? w.makeAndShare : w.add}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
