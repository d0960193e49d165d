import { useEffect, useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Picture } from '../files/tile.ts'
import { Field } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { sessionsWords } from './words.ts'

/** Somebody who still types has not asked yet. */
const restMs = 300

/** One of one's files, newest first or by its name. */
export const ChooseFile = ({ onChoose }: { onChoose: (asset: AssetView) => void }): Node => {
  const { api, lang } = useApp()
  const w = sessionsWords[lang]
  const [typed, type] = useState('')
  const [search, setSearch] = useState('')
  useEffect(() => {
    const rest = setTimeout(() => setSearch(typed.trim()), restMs)
    return () => clearTimeout(rest)
  }, [typed])
  const asked = new URLSearchParams({ page_size: '10', ...(search && { search }) })
  const list = useList<AssetView>(api, `/api/v3/assets?${asked}`)
  const onInput = ({ currentTarget }: { currentTarget: HTMLInputElement }) => type(currentTarget.value)
  return html`<section class="panel" aria-labelledby="which-file">
    <h2 id="which-file">${w.whichFile}</h2>
    <${Field} label=${w.searchFiles} input=${{ name: 'search', type: 'search', maxLength: 200, value: typed, onInput }} />
    <p class="visually-hidden" role="status">${list.value && !list.isBusy && fill(w.filesFound, { count: list.value.count })}</p>
    <${Loaded} of=${list} lines=${3}>
      ${({ results }: ListPage<AssetView>) => {
        if (results.length === 0 && search) return html`<p class="quiet">${w.noFiles}</p>`
        if (results.length === 0)
          return html`<${Empty} glyph="folder" title=${w.noFilesYet} text=${w.emptyText}><a class="button primary" href="#/assets">${w.toUpload}</a></${Empty}>`
        return html`<ul class="rows session-files">${results.map(
          (asset) => html`<li key=${asset.id}>
            <button type="button" onClick=${() => onChoose(asset)}>
              <span class="session-picture"><${Picture} asset=${asset} /></span><bdi>${plain(asset.title)}</bdi>
            </button>
          </li>`,
        )}</ul>
        <${More} list=${list} />`
      }}
    </${Loaded}>
  </section>`
}
