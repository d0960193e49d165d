import type { AnalyticsView } from '../../domain/analytics/schema.ts'
import { barChart, chartRules, dayChart } from './chart.ts'
import { element, statusLine } from './dom.ts'
import type { Settings } from './home.ts'
import { adopt } from './sheet.ts'
import { afterwards, type CommonEvents, type Place, Widget } from './widget.ts'

export interface AnalyticsOptions extends Settings {
  /** Where whatever has no element of its own on the page goes. */
  readonly container?: Place
  /** How many days, to today; 30 unless said otherwise. */
  readonly days?: number
}
export interface AnalyticsEvents extends CommonEvents {
  readonly data: AnalyticsView
}

type Cards = AnalyticsView['summary']
const refreshMs = 30_000
/** The elements that a page may have; charts also as a `<canvas>`, which then gives its place to a drawing. */
const chartIds = {
  geographic: 'geographic-chart',
  device: 'device-chart',
  timeline: 'timeline-chart',
} as const
type ChartName = keyof typeof chartIds

/** The numbers of a link, brought up to date while somebody looks. */
export class AnalyticsDashboard extends Widget<AnalyticsEvents> {
  readonly shareUuid: string
  readonly charts: Partial<Record<ChartName, HTMLElement>> = {}
  readonly #options: AnalyticsOptions
  readonly #leave = new AbortController()
  readonly #made: Element[] = []
  readonly #status = statusLine('fleeting-status')
  #timer: ReturnType<typeof setInterval> | undefined
  #askedAt = 0

  constructor(shareUuid: string, options: AnalyticsOptions = {}) {
    super(options)
    this.shareUuid = shareUuid
    this.#options = options
    afterwards(() => this.init())
  }

  async init(): Promise<void> {
    if (this.isDestroyed) return
    adopt(chartRules)
    try {
      this.#add(this.#status)
    } catch (error) {
      return void this.fail(error)
    }
    await this.#refresh((data) => this.renderDashboard(data))
    this.setupRealTimeUpdates()
  }

  async fetchAnalytics(days = this.#options.days ?? 30): Promise<AnalyticsView> {
    this.#askedAt = Date.now()
    const token = await this.getAuthToken()
    const path = `/api/v3/shares/${encodeURIComponent(this.shareUuid)}/analytics/?days=${days}`
    return this.http.call<AnalyticsView>(path, { token })
  }

  renderDashboard(data: AnalyticsView): void {
    this.renderSummaryCards(data.summary)
    this.renderGeographicChart(data.geographic_breakdown as { country: string; views: number }[])
    this.renderDeviceChart(data.device_breakdown as { device_type: string; views: number }[])
    this.renderTimelineChart(data.daily_breakdown)
  }

  renderSummaryCards(summary: Cards): void {
    const { words } = this
    const number = new Intl.NumberFormat(this.lang)
    this.#card('total-views', words.totalViews, number.format(summary.total_views))
    this.#card('total-downloads', words.totalDownloads, number.format(summary.total_downloads))
    this.#card('unique-visitors', words.uniqueVisitors, number.format(summary.unique_visitors))
    this.#card('conversion-rate', words.conversionRate, `${summary.conversion_rate.toFixed(1)}%`)
  }

  renderGeographicChart(data: readonly { country: string; views: number }[]): void {
    const { words, lang } = this
    const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'code' })
    const rows = data.map(({ country, views }) => ({
      label: /^[A-Z]{2}$/.test(country) ? (names.of(country) ?? country) : words.unknown,
      views,
    }))
    this.#chart(
      'geographic',
      barChart(words.byCountry, words.country, rows, words, new Intl.NumberFormat(lang)),
    )
  }

  renderDeviceChart(data: readonly { device_type: string; views: number }[]): void {
    const { words, lang } = this
    const known: Readonly<Record<string, string>> = {
      desktop: words.desktop,
      mobile: words.mobile,
      tablet: words.tablet,
      other: words.other,
    }
    const rows = data.map(({ device_type: type, views }) => ({ label: known[type] ?? words.unknown, views }))
    this.#chart('device', barChart(words.byDevice, words.device, rows, words, new Intl.NumberFormat(lang)))
  }

  renderTimelineChart(data: AnalyticsView['daily_breakdown']): void {
    const { words, lang } = this
    const day = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', timeZone: 'UTC' })
    this.#chart('timeline', dayChart(words.byDay, data, words, new Intl.NumberFormat(lang), day))
  }

  updateCharts(data: AnalyticsView): void {
    this.renderDashboard(data)
  }

  /** Every 30 seconds, and not while the page lies behind others; whoever comes back to it sees the newest. */
  setupRealTimeUpdates(): void {
    if (this.isDestroyed || this.#timer) return
    const update = () => {
      if (document.visibilityState === 'visible' && Date.now() - this.#askedAt >= refreshMs - 1000)
        void this.#refresh((data) => this.updateCharts(data))
    }
    this.#timer = setInterval(update, refreshMs)
    document.addEventListener('visibilitychange', update, { signal: this.#leave.signal })
  }

  override destroy(): void {
    super.destroy()
    clearInterval(this.#timer)
    this.#leave.abort()
    for (const one of this.#made.splice(0)) one.remove()
    for (const canvas of document.querySelectorAll<HTMLElement>('canvas[data-fleeting]'))
      canvas.hidden = false
  }

  async #refresh(show: (data: AnalyticsView) => void): Promise<void> {
    try {
      const data = await this.fetchAnalytics()
      if (this.isDestroyed) return
      show(data)
      this.#status.textContent = ''
      this.emit('data', data)
    } catch (error) {
      this.#status.textContent = this.fail(error)
    }
  }

  #card(id: string, name: string, value: string): void {
    const known = document.getElementById(id)
    if (known) {
      if (known.textContent !== value) known.textContent = value
      return
    }
    if (!this.#options.container) return
    let list = this.find(this.#options.container).querySelector('.fleeting-summary')
    if (!list) {
      list = element('dl', { class: 'fleeting-summary' })
      this.#add(list)
    }
    list.append(element('div', {}, element('dt', {}, name), element('dd', { id }, value)))
  }

  #chart(name: ChartName, figure: HTMLElement): void {
    const before = this.charts[name]
    const isOpen = before?.querySelector('details')?.open
    if (before) {
      if (isOpen) figure.querySelector('details')?.setAttribute('open', '')
      before.replaceWith(figure)
      this.#made.splice(this.#made.indexOf(before), 1, figure)
    } else if (!this.#place(chartIds[name], figure)) return
    this.charts[name] = figure
  }

  #place(id: string, figure: HTMLElement): boolean {
    const own = document.getElementById(id)
    if (!own) {
      if (this.#options.container) this.#add(figure)
      return this.#options.container !== undefined
    }
    if (own instanceof HTMLCanvasElement) {
      own.hidden = true
      own.dataset.fleeting = ''
      own.after(figure)
    } else own.append(figure)
    this.#made.push(figure)
    return true
  }

  /** Into the container; without one, beside the first thing on the page that is filled in here. */
  #add(one: Element): void {
    if (this.#options.container) this.find(this.#options.container).append(one)
    else {
      const ids = ['total-views', ...Object.values(chartIds)]
      const first = ids.map((id) => document.getElementById(id)).find((found) => found !== null)
      ;(first ?? this.find(`#${ids[0]}`)).before(one)
    }
    this.#made.push(one)
  }
}
