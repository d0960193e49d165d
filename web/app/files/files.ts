import './files.css'
import { useState } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { useSharedFiles } from '../start/take-shared.ts'
import type { ListPage } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { ChosenBar } from './chosen-bar.ts'
import { useFileList } from './file-list.ts'
import { Filters } from './filters.ts'
import { MoreBelow } from './more-below.ts'
import { useSelection } from './selection.ts'
import { Storage } from './storage.ts'
import { Tile } from './tile.ts'
import { Unfinished } from './unfinished.ts'
import { UploadArea } from './upload-area.ts'
import { useUploads } from './uploads.ts'
import { filesWords } from './words.ts'

/** All files of the member, for admins those of the organization: brought, found, chosen, opened. */
export const FilesPage = ({ query }: PageProps): Node => {
  const app = useApp()
  const { api, lang } = app
  const w = { ...uiWords[lang], ...filesWords[lang] }
  const filter = {
    kind: query.get('kind') ?? '',
    search: query.get('search') ?? '',
    sort: query.get('sort') ?? '',
    view: query.get('view') ?? '',
  }
  const list = useFileList(api, filter)
  const [changes, count] = useState(0)
  const uploads = useUploads({
    onDone(asset) {
      list.take(asset)
      count((before) => before + 1)
    },
  })
  useSharedFiles(query.get('shared'), hrefOf('/assets'), uploads.add)
  const files = list.value?.results ?? []
  const selection = useSelection(files)
  const narrowed = Boolean(filter.kind || filter.search)
  const isEmpty = list.value?.count === 0 && !narrowed
  const go = (to: Partial<typeof filter>) => replaceWith(hrefOf('/assets', { ...filter, ...to }))

  return html`<${PageFrame} title=${w.files}>
    <${UploadArea} uploads=${uploads} />
    <${Unfinished} items=${uploads.items} />
    ${!isEmpty && html`<${Filters} filter=${filter} onChange=${go} />`}
    <${Loaded} of=${list} lines=${6}>${(page: ListPage<AssetView>) => html`
      ${page.count === 0 && !narrowed && html`<${Empty} glyph="folder" title=${w.emptyTitle} text=${w.emptyText} />`}
      ${
        page.count === 0 &&
        narrowed &&
        html`<${Empty} glyph="search" title=${w.nothingTitle} text=${w.nothingText}>
          <button type="button" class="button" onClick=${() => go({ kind: '', search: '' })}>${w.showAll}</button>
        </${Empty}>`
      }
      <ul class=${filter.view === 'rows' ? 'files as-rows' : 'files as-grid'} aria-label=${w.files}>
        ${page.results.map(
          (asset) =>
            html`<${Tile} key=${asset.id} ...${{ asset, app, w, isChosen: selection.ids.has(asset.id), onToggle: selection.toggle }} />`,
        )}
      </ul>
      <${MoreBelow} list=${list} />
    `}</${Loaded}>
    <${Storage} changes=${changes} />
    <${ChosenBar}
      selection=${selection}
      onGone=${(ids: ReadonlySet<number>) => {
        list.drop(ids)
        count((before) => before + 1)
      }}
    />
  </${PageFrame}>`
}
