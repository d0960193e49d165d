import { useState } from 'preact/hooks'
import type { AnalyticsView } from '../../../domain/analytics/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { dayOf } from '../ui/time.ts'
import { dayAt, ticksFor } from './scale.ts'
import { areWeeks, spansOf } from './spans.ts'
import { analyticsWords } from './words.ts'

const high = 100

/** Views as bars, downloads as hatched ones within, visitors as a dashed line; one bar at a time can be read. */
export const DailyChart = ({ daily_breakdown }: Pick<AnalyticsView, 'daily_breakdown'>): Node => {
  const { lang } = useApp()
  const w = analyticsWords[lang]
  const days = spansOf(daily_breakdown)
  const isWeekly = areWeeks(daily_breakdown)
  const [at, goTo] = useState(days.length - 1)
  const [isTable, showTable] = useState(false)
  const count = days.length
  const here = Math.min(at, count - 1)
  const number = new Intl.NumberFormat(lang)
  const ticks = ticksFor(Math.max(...days.flatMap((one) => [one.views, one.downloads, one.unique_visitors])))
  const y = (value: number) => high - (value / ticks.at(-1)!) * high
  const day = (date: string) => dayOf(lang, 'UTC', `${date}T12:00:00Z`)
  const word = (i: number) => {
    const { from, until } = days[i]!
    return from === until ? day(from) : `${day(from)} – ${day(until)}`
  }
  const reads = (i: number) => {
    const { views, downloads, unique_visitors } = days[i]!
    return fill(w.dayReads, {
      day: word(i),
      views: number.format(views),
      downloads: number.format(downloads),
      visitors: number.format(unique_visitors),
    })
  }
  const walk = (event: KeyboardEvent) => {
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: count - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    goTo(Math.max(0, Math.min(count - 1, to)))
  }
  const point = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect()
    goTo(dayAt((event.clientX - left) / width, count))
  }
  const [first, last] = [days[0]!, days.at(-1)!]
  const ends = [first.from, days[Math.floor(count / 2)]!.from, last.until]
  const line = days.map((one, i) => `${i === 0 ? 'M' : 'L'}${i + 0.5} ${y(one.unique_visitors)}`).join('')

  return html`<section class="panel" aria-labelledby="daily">
    <div class="panel-head">
      <h2 id="daily">${isWeekly ? w.weekly : w.daily}</h2>
      <button type="button" class="button small" aria-pressed=${String(isTable)} onClick=${() => showTable(!isTable)}>${w.asTable}</button>
    </div>
    <p class="an-reads" aria-hidden="true">${reads(here)}</p>
    <div class="an-chart">
      <div class="an-ticks" aria-hidden="true">${[...ticks].reverse().map((tick) => html`<span key=${tick}>${number.format(tick)}</span>`)}</div>
      <div class="an-plot" role="slider" tabindex="0" aria-label=${isWeekly ? w.walkWeeks : w.walk} aria-valuemin="1" aria-valuemax=${count} aria-valuenow=${here + 1} aria-valuetext=${reads(here)}
        onKeyDown=${walk} onPointerMove=${point} onPointerDown=${point}>
        <svg viewBox=${`0 0 ${count} ${high}`} preserveAspectRatio="none" aria-hidden="true">
          <defs><pattern id="an-hatch" width="0.2" height="4" patternUnits="userSpaceOnUse"><rect class="an-hatch" y="2" width="0.2" height="2" /></pattern></defs>
          ${ticks.map((tick) => html`<line key=${tick} class="an-grid" x1="0" x2=${count} y1=${y(tick)} y2=${y(tick)} />`)}
          <rect class="an-here" x=${here} y="0" width="1" height=${high} />
          ${days.map((one, i) => html`<rect key=${one.from} class="an-views" x=${i + 0.14} width="0.72" y=${y(one.views)} height=${high - y(one.views)} />`)}
          ${days.map((one, i) => html`<rect key=${`${one.from}d`} fill="url(#an-hatch)" x=${i + 0.3} width="0.4" y=${y(one.downloads)} height=${high - y(one.downloads)} />`)}
          <path class="an-visitors" d=${line} />
        </svg>
      </div>
      <div class="an-days" aria-hidden="true">${ends.map((date) => html`<span key=${date}>${day(date)}</span>`)}</div>
    </div>
    <p class="an-legend" aria-hidden="true">
      <span class="an-key views">${w.views}</span><span class="an-key downloads">${w.downloads}</span><span class="an-key visitors">${w.visitors}</span>
    </p>
    <div class=${isTable ? 'scroll-table' : 'visually-hidden'} role="region" aria-label=${isWeekly ? w.weekly : w.daily} tabindex=${isTable ? 0 : undefined}>
      <table class="plain">
        <thead><tr><th scope="col">${isWeekly ? w.week : w.day}</th><th scope="col" class="number">${w.views}</th><th scope="col" class="number">${w.downloads}</th><th scope="col" class="number">${w.visitors}</th></tr></thead>
        <tbody>${days.map(
          (one, i) => html`<tr key=${one.from}>
            <th scope="row">${word(i)}</th>
            <td class="number">${number.format(one.views)}</td><td class="number">${number.format(one.downloads)}</td><td class="number">${number.format(one.unique_visitors)}</td>
          </tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`
}
