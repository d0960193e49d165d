import type { AnalyticsView } from '../../../domain/analytics/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { changeOf } from './scale.ts'
import { analyticsWords } from './words.ts'

type Counts = 'views' | 'downloads' | 'unique_visitors'

interface TotalsProps {
  readonly view: AnalyticsView
  /** The days before the range; none where they are not told of. */
  readonly before: AnalyticsView['daily_breakdown']
}

/** The four numbers that somebody comes for, and how they changed. */
export const Totals = ({ view: { summary }, before }: TotalsProps): Node => {
  const { lang } = useApp()
  const w = analyticsWords[lang]
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 })
  const told = (now: number, name: Counts) => {
    if (before.length === 0) return ''
    const change = changeOf(
      now,
      before.reduce((sum, day) => sum + day[name], 0),
    )
    const signed = new Intl.NumberFormat(lang, { style: 'percent', signDisplay: 'exceptZero' })
    return change === null
      ? fill(w.noBefore, { count: before.length })
      : fill(w.change, { change: signed.format(change / 100), count: before.length })
  }
  const one = (word: string, value: number, more: string) =>
    html`<div class="panel an-total"><dt>${word}</dt><dd><strong>${number.format(value)}</strong>${more && html`<span class="quiet">${more}</span>`}</dd></div>`
  return html`<dl class="an-totals">
    ${one(w.views, summary.total_views, told(summary.total_views, 'views'))}
    ${one(w.downloads, summary.total_downloads, told(summary.total_downloads, 'downloads'))}
    ${one(w.visitors, summary.unique_visitors, told(summary.unique_visitors, 'unique_visitors') || w.visitorsHint)}
    ${one(w.conversion, summary.conversion_rate, '')}
  </dl>`
}

/** How long people stayed and waited; `null` is said, not drawn as nothing. */
export const Engagement = ({ view: { engagement, load_times, bots } }: Pick<TotalsProps, 'view'>): Node => {
  const { lang } = useApp()
  const w = analyticsWords[lang]
  const unit = (value: number | null, name: 'second' | 'millisecond' | 'percent') =>
    value === null
      ? w.notMeasured
      : new Intl.NumberFormat(lang, { style: 'unit', unit: name, maximumFractionDigits: 1 }).format(value)
  const isMeasured = [engagement.median_seconds, load_times.p50_ms].some((one) => one !== null)
  return html`<section class="panel" aria-labelledby="an-time">
    <h2 id="an-time">${w.engagement}</h2>
    ${
      isMeasured
        ? html`<dl class="an-facts">
          <div><dt>${w.median}</dt><dd>${unit(engagement.median_seconds, 'second')}</dd></div>
          <div><dt>${w.p90}</dt><dd>${unit(engagement.p90_seconds, 'second')}</dd></div>
          <div><dt>${w.bounce}</dt><dd>${unit(engagement.bounce_rate, 'percent')}</dd></div>
          <div><dt>${w.load50}</dt><dd>${unit(load_times.p50_ms, 'millisecond')}</dd></div>
          <div><dt>${w.load95}</dt><dd>${unit(load_times.p95_ms, 'millisecond')}</dd></div>
        </dl>`
        : html`<p>${w.noneMeasured}</p>`
    }
    <p class="quiet">${fill(w.bots, { count: bots.views })}</p>
  </section>`
}
