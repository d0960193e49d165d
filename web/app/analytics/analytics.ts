import './analytics.css'
import { useEffect, useState } from 'preact/hooks'
import type { AnalyticsView } from '../../../domain/analytics/schema.ts'
import type { AssetView } from '../../../domain/assets/schema.ts'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { type Content, html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { useWatching } from '../links/watching.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf } from '../router.ts'
import { addressOf } from '../share/link-state.ts'
import { CopyField } from '../ui/copy.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty, PageFrame, Tabs } from '../ui/page.ts'
import { saveFile } from '../ui/save-file.ts'
import { asCsv, breakdownsOf } from './as-csv.ts'
import { Breakdown } from './breakdown.ts'
import { DailyChart } from './daily-chart.ts'
import { Engagement, Totals } from './totals.ts'
import { analyticsWords } from './words.ts'
import { WorldMap } from './world-map.ts'

const ranges = [7, 30, 90, 365] as const
const everyMs = 15_000
/** The service tells of so many days; twice the range is asked for, so that it can be compared. */
const mostDays = 366

/** Who came through a link. */
export const LinkAnalyticsPage = ({ params: { uuid = '' }, query }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = analyticsWords[lang]
  const path = `/api/v3/shares/${encodeURIComponent(uuid)}`
  const link = useLoad(() => api.get<ShareView>(path), [uuid])
  const name = plain(link.value?.title || link.value?.resource.title || w.linkWord)
  return html`<${Analytics} key=${uuid} ...${{
    api: `${path}/analytics`,
    here: `/analytics/links/${uuid}`,
    title: fill(w.titleLink, { name }),
    back: { href: hrefOf(`/links/${uuid}`), word: w.toLink },
    file: `analytics-${uuid}.csv`,
    days: daysIn(query, 7),
  }}>
    ${link.value && html`<${Looking} link=${link.value} />`}
    ${link.value?.is_active && html`<div class="an-copy"><${CopyField} label=${w.linkWord} value=${addressOf(link.value)} /></div>`}
  </${Analytics}>`
}

/** Who came to a file, through all of its links. */
export const AssetAnalyticsPage = ({ params: { id = '' }, query }: PageProps): Node => {
  const { api, lang } = useApp()
  const w = analyticsWords[lang]
  const path = `/api/v3/assets/${encodeURIComponent(id)}`
  const asset = useLoad(() => api.get<AssetView>(path), [id])
  return html`<${Analytics} key=${id} ...${{
    api: `${path}/analytics`,
    here: `/analytics/assets/${id}`,
    title: fill(w.titleAsset, { name: plain(asset.value?.title ?? '…') }),
    back: { href: hrefOf(`/assets/${id}`), word: w.toAsset },
    file: `analytics-asset-${id}.csv`,
    days: daysIn(query, 30),
  }} />`
}

const daysIn = (query: URLSearchParams, usual: number): number =>
  ranges.find((one) => String(one) === query.get('days')) ?? usual

/** Vehicles are watched live, and counted as a whole, not by link; of other things nobody is told who looks. */
const Looking = ({ link }: { link: ShareView }): Node | null => {
  const w = analyticsWords[useApp().lang]
  const count = useWatching([link]).get(String(link.resource.id)) ?? 0
  return link.resource.type === 'vehicle' && link.is_active
    ? html`<p class="tag good an-looking" role="status">${fill(w.lookingNow, { count, name: plain(link.resource.title ?? '…') })}</p>`
    : null
}

interface AnalyticsProps {
  readonly api: string
  readonly here: string
  readonly title: string
  readonly back: { readonly href: string; readonly word: string }
  readonly file: string
  readonly days: number
  readonly children?: Content
}

const Analytics = ({ api: path, here, title, back, file, days, children }: AnalyticsProps): Node => {
  const { api, lang, zone } = useApp()
  const w = analyticsWords[lang]
  const [at, setAt] = useState(0)
  const loading = useLoad(async () => {
    const view = await api.get<AnalyticsView>(`${path}?days=${days}`)
    setAt(Date.now())
    return view
  }, [path, days])
  const longer = useLoad(
    async () =>
      days * 2 > mostDays
        ? []
        : (await api.get<AnalyticsView>(`${path}?days=${days * 2}`)).daily_breakdown.slice(0, days),
    [path, days],
  )
  useEffect(() => {
    const look = () => void (!document.hidden && loading.reload())
    const looking = setInterval(look, everyMs)
    return () => clearInterval(looking)
  }, [path, days])
  const { value } = loading
  const save = () => value && saveFile(new Blob([asCsv(value)], { type: 'text/csv' }), file)
  const tabs = ranges.map((one) => ({
    href: hrefOf(here, { days: String(one) }),
    word: fill(w.days, { count: one }),
    isHere: one === days,
  }))
  const time = new Intl.DateTimeFormat(lang, { timeStyle: 'medium', timeZone: zone }).format(at)
  const actions = html`
    <button type="button" class="button" disabled=${!value} onClick=${save}><${Glyph} name="down" />${w.csv}</button>
    <button type="button" class="button" onClick=${() => print()}><${Glyph} name="print" />${w.print}</button>`
  return html`<${PageFrame} title=${html`<bdi>${title}</bdi>`} tab=${title} back=${back} actions=${actions}>
    <div class="stack">
      <${Tabs} label=${w.range} tabs=${tabs} />
      ${children}
      <${Loaded} of=${loading} lines=${8}>
        ${(view: AnalyticsView) => html`<div class="stack">
          <p class="quiet">${fill(w.asOf, { time })}</p>
          <${Totals} ...${{ view, before: longer.value ?? [] }} />
          ${
            view.summary.total_views + view.summary.total_downloads === 0
              ? html`<${Empty} glyph="chart" title=${w.emptyTitle} text=${w.emptyText} />`
              : html`<${Charts} view=${view} />`
          }
        </div>`}
      </${Loaded}>
    </div>
  </${PageFrame}>`
}

const Charts = ({ view }: { view: AnalyticsView }): Node => {
  const w = analyticsWords[useApp().lang]
  const [[, countries], ...others] = breakdownsOf(view) as [
    ReturnType<typeof breakdownsOf>[number],
    ...ReturnType<typeof breakdownsOf>,
  ]
  return html`<${DailyChart} daily_breakdown=${view.daily_breakdown} />
    <${Breakdown} kind="country" title=${w.countries} list=${countries}><${WorldMap} list=${countries} /></${Breakdown}>
    <div class="panels">
      ${others.map(([kind, list]) => html`<${Breakdown} key=${kind} ...${{ kind, title: w[kind as 'browser'], list }} />`)}
      <${Engagement} view=${view} />
    </div>`
}
