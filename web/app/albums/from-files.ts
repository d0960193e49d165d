import { useState } from 'preact/hooks'
import type { WholeAlbumView } from '../../../domain/albums/schema.ts'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { uiWords } from '../ui/words.ts'
import { pathOf } from './as-visitor.ts'
import { albumsWords } from './words.ts'

interface FromFilesProps {
  readonly album: WholeAlbumView
  readonly onAdded: () => Promise<void>
  readonly onClose: () => void
}

/** Files that are there already, to put some of them into the album. */
export const FromFiles = ({ album, onAdded, onClose }: FromFilesProps): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang] }
  const [search, setSearch] = useState('')
  const [chosen, choose] = useState<readonly number[]>([])
  const { busy, refused, run } = useTask()
  const address = hrefOf('/api/v3/assets', { search: search.trim(), page_size: '60' }).slice(1)
  const list = useList<AssetView>(api, address)
  const there = new Set(album.items.map(({ asset_id }) => asset_id))
  const toggle = (id: number) =>
    choose((before) => (before.includes(id) ? without(before, id) : [...before, id]))
  const add = () =>
    run(async () => {
      let count = 0
      try {
        for (const asset_id of chosen) {
          await api.post(`/api/albums/${album.id}/items`, { asset_id }) // one after the other: that is their order
          count += 1
          choose((before) => without(before, asset_id))
        }
        onClose()
      } finally {
        if (count > 0) {
          say(count === 1 ? w.addedOne : fill(w.addedMany, { count }))
          await onAdded()
        }
      }
    })
  const addWord = chosen.length === 1 ? w.addOne : fill(w.addMany, { count: chosen.length })
  const title = fill(w.fromFilesTitle, { title: plain(album.title) })
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose} isSheet>
    <p class="field">
      <label for="files-search">${w.searchFiles}</label>
      <input id="files-search" type="search" maxlength="200" onChange=${(event: Event) => setSearch((event.currentTarget as HTMLInputElement).value)} />
    </p>
    <${Loaded} of=${list}>
      ${({ results }: ListPage<AssetView>) => html`
        ${
          results.length === 0
            ? html`<p class="quiet">${w.noFiles}</p>`
            : html`<ul class="file-choices">
                ${results.map((asset) => html`<${Choice} key=${asset.id} ...${{ asset, isThere: there.has(asset.id), isChosen: chosen.includes(asset.id), onToggle: () => toggle(asset.id) }} />`)}
              </ul>`
        }
        <${More} list=${list} />`}
    </${Loaded}>
    <div class="file-choices-foot">
      <${Trouble} refused=${refused} />
      <button type="button" class="button primary" disabled=${busy || chosen.length === 0} onClick=${add}>
        ${chosen.length === 0 ? w.add : addWord}
      </button>
    </div>
  </${Dialog}>`
}

const without = (ids: readonly number[], id: number) => ids.filter((one) => one !== id)

interface ChoiceProps {
  readonly asset: AssetView
  readonly isThere: boolean
  readonly isChosen: boolean
  readonly onToggle: () => void
}

const Choice = ({ asset, isThere, isChosen, onToggle }: ChoiceProps): Node => {
  const w = albumsWords[useApp().lang]
  const thumbnail = pathOf(asset.thumbnail_url)
  return html`<li>
    <label class="file-choice">
      <input type="checkbox" checked=${isThere || isChosen} disabled=${isThere} onChange=${onToggle} />
      <span class="file-choice-picture">
        ${thumbnail ? html`<img src=${thumbnail} alt="" width="160" height="160" loading="lazy" decoding="async" />` : html`<${Glyph} name=${asset.kind} />`}
      </span>
      <span class="file-choice-name"><bdi>${plain(asset.title)}</bdi>${isThere && html` <span class="tag">${w.inAlbum}</span>`}</span>
    </label>
  </li>`
}
