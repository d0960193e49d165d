import '../share/share.css'
import './links.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { goesOn } from '../share/link-state.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type List, type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { FilterBar } from './filter-bar.ts'
import { filtersIn, isFiltered, pathFor } from './filters.ts'
import { LinkRow } from './link-row.ts'
import { useMakers } from './people.ts'
import { PolicyNote } from './policy-note.ts'
import { useLinksSpeech } from './speech.ts'
import { useWatching } from './watching.ts'
import { reportOf, withdrawMany } from './withdraw-many.ts'

/** All links that one may see, to be found, copied and ended. */
export const LinksPage = ({ query }: PageProps): Node => {
  const app = useApp()
  const w = useLinksSpeech()
  const filters = filtersIn(query)
  const list = useList<ShareView>(app.api, pathFor(filters, hasRole(app, 'admin')))
  const count = list.value?.count
  return html`<${PageFrame} title=${w.linksTitle}>
    <${FilterBar} filters=${filters} />
    <p class="visually-hidden" role="status">${count !== undefined && !list.isBusy && fill(w.count, { count })}</p>
    <${Loaded} of=${list} lines=${6}>
      ${({ results }: ListPage<ShareView>) => {
        if (results.length > 0) return html`<${Rows} ...${{ list, links: results }} />`
        return isFiltered(filters)
          ? html`<${Empty} glyph="search" title=${w.nothingTitle} text=${w.nothingText}><a class="button" href="#/links">${w.clearFilters}</a></${Empty}>`
          : html`<${Empty} glyph="link" title=${w.emptyTitle} text=${w.emptyText}><a class="button primary" href="#/fleet">${w.toFleet}</a></${Empty}>`
      }}
    </${Loaded}>
    <${PolicyNote} />
  </${PageFrame}>`
}

const Rows = ({ list, links }: { list: List<ShareView>; links: readonly ShareView[] }): Node => {
  const { api, ask } = useApp()
  const w = useLinksSpeech()
  const now = useNow()
  const makerOf = useMakers()
  const watching = useWatching(links)
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const [report, setReport] = useState('')
  const { busy, refused, run } = useTask()
  const status = useRef<HTMLParagraphElement>(null)
  const open = links.filter((link) => goesOn(link, now))
  const chosen = open.filter(({ uuid }) => selected.has(uuid))
  useEffect(() => {
    if (report) status.current?.focus()
  }, [report])

  const pick = (uuid: string, isSelected: boolean) =>
    select((before) => new Set(isSelected ? [...before, uuid] : [...before].filter((one) => one !== uuid)))
  const withdraw = async () => {
    const title = fill(w.withdrawManyTitle, { count: chosen.length })
    if (!(await ask({ title, text: w.withdrawManyText, yes: w.withdrawManyYes }))) return
    await run(async () => {
      setReport('')
      const done = await withdrawMany(api, chosen).finally(list.reload)
      select(new Set(done.failed.map(({ uuid }) => uuid)))
      setReport(reportOf(done, w))
    })
  }

  return html`
    <div class="links-head">
      <label class="check">
        <input type="checkbox" checked=${chosen.length > 0 && chosen.length === open.length} disabled=${open.length === 0} onChange=${() => select(new Set(chosen.length === open.length ? [] : open.map(({ uuid }) => uuid)))} />
        ${w.selectAll}
      </label>
      <span class="quiet">${fill(w.count, { count: list.value!.count })}</span>
    </div>
    <p role="status" tabindex="-1" ref=${status} class=${report ? 'links-report' : 'visually-hidden'}>${busy ? w.withdrawing : report}</p>
    <${Trouble} refused=${refused} />
    <ul class="rows">
      ${links.map(
        (link) =>
          html`<${LinkRow}
            key=${link.uuid}
            ...${{ link, now, maker: link.created_by ? makerOf(link.created_by) : '', watching: watching.get(String(link.resource.id)) ?? 0 }}
            isSelected=${selected.has(link.uuid) && goesOn(link, now)}
            onSelect=${(isSelected: boolean) => pick(link.uuid, isSelected)}
          />`,
      )}
    </ul>
    <${More} list=${list} />
    ${
      chosen.length > 0 &&
      html`<div class="links-bulk" role="group" aria-label=${fill(w.selected, { count: chosen.length })}>
        <span class="grow">${fill(w.selected, { count: chosen.length })}</span>
        <button type="button" class="button" onClick=${() => select(new Set())}>${w.selectNone}</button>
        <button type="button" class="button danger sure" disabled=${busy} onClick=${withdraw}><${Glyph} name="trash" />${fill(w.withdrawMany, { count: chosen.length })}</button>
      </div>`
    }
  `
}
