import { drawn, element } from './dom.ts'
import type { SdkWords } from './words.ts'

export interface Chart {
  readonly figure: HTMLElement
}
interface Column {
  readonly name: string
  readonly values: readonly (string | number)[]
}

/** Bars that lie, the longest as wide as there is room: for few things of which some are much more than others. */
export const barChart = (
  title: string,
  labelName: string,
  rows: readonly { label: string; views: number }[],
  words: SdkWords,
  number: Intl.NumberFormat,
): HTMLElement => {
  const most = Math.max(1, ...rows.map(({ views }) => views))
  const bars = rows.map(({ label, views }, i) => {
    const y = i * 30
    const text = (x: number, anchor: string, content: string) => {
      const made = drawn('text', {
        x: String(x),
        y: String(y + 19),
        'text-anchor': anchor,
        class: 'fleeting-text',
      })
      made.textContent = content
      return made
    }
    const width = Math.max(2, (views / most) * 250)
    const bar = drawn('rect', {
      x: '140',
      y: String(y + 4),
      width: String(width),
      height: '20',
      rx: '4',
      class: 'fleeting-bar',
    })
    return drawn('g', {}, text(130, 'end', label), bar, text(150 + width, 'start', number.format(views)))
  })
  const columns = [
    { name: labelName, values: rows.map(({ label }) => label) },
    { name: words.totalViews, values: rows.map(({ views }) => number.format(views)) },
  ]
  return figureOf(title, picture(460, Math.max(1, rows.length) * 30, bars), columns, words)
}

/** A bar for the views of each day, and over them a line of its visitors. */
export const dayChart = (
  title: string,
  days: readonly { date: string; views: number; downloads: number; unique_visitors: number }[],
  words: SdkWords,
  number: Intl.NumberFormat,
  day: Intl.DateTimeFormat,
): HTMLElement => {
  const [width, height, floor] = [640, 200, 170]
  const most = Math.max(1, ...days.map(({ views, unique_visitors }) => Math.max(views, unique_visitors)))
  const step = width / Math.max(1, days.length)
  const up = (count: number) => floor - (count / most) * (floor - 20)
  const named = ({ date }: { date: string }) => day.format(new Date(date))
  const bars = days.map(({ date, views }, i) => {
    const bar = drawn('rect', {
      x: (i * step + step * 0.1).toFixed(1),
      y: up(views).toFixed(1),
      width: (step * 0.8).toFixed(1),
      height: (floor - up(views)).toFixed(1),
      class: 'fleeting-bar',
    })
    const tip = drawn('title', {})
    tip.textContent = `${named({ date })}: ${number.format(views)}`
    bar.append(tip)
    return bar
  })
  const points = days.map(
    ({ unique_visitors }, i) => `${(i * step + step / 2).toFixed(1)},${up(unique_visitors).toFixed(1)}`,
  )
  const label = (x: number, y: number, anchor: string, content: string) => {
    const made = drawn('text', { x: String(x), y: String(y), 'text-anchor': anchor, class: 'fleeting-text' })
    made.textContent = content
    return made
  }
  const marks = [
    drawn('path', { d: `M0 ${floor}H${width}`, class: 'fleeting-axis' }),
    drawn('polyline', { points: points.join(' '), class: 'fleeting-line' }),
    label(0, 14, 'start', number.format(most)),
    ...(days[0]
      ? [label(0, height - 8, 'start', named(days[0])), label(width, height - 8, 'end', named(days.at(-1)!))]
      : []),
  ]
  const columns = [
    { name: words.day, values: days.map(named) },
    { name: words.totalViews, values: days.map(({ views }) => number.format(views)) },
    { name: words.totalDownloads, values: days.map(({ downloads }) => number.format(downloads)) },
    { name: words.uniqueVisitors, values: days.map(({ unique_visitors }) => number.format(unique_visitors)) },
  ]
  return figureOf(title, picture(width, height, [...bars, ...marks]), columns, words)
}

const picture = (width: number, height: number, marks: readonly Node[]): SVGElement =>
  drawn(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, class: 'fleeting-picture', 'aria-hidden': 'true' },
    ...marks,
  )

/** A picture is for eyes; whoever has none for it, or wants the numbers, has them as a table. */
const figureOf = (
  title: string,
  image: SVGElement,
  columns: readonly Column[],
  words: SdkWords,
): HTMLElement => {
  const count = columns[0]?.values.length ?? 0
  if (count === 0)
    return element(
      'figure',
      { class: 'fleeting-chart' },
      element('figcaption', {}, title),
      element('p', {}, words.nothingYet),
    )
  const head = element('tr', {}, ...columns.map(({ name }) => element('th', { scope: 'col' }, name)))
  const rows = Array.from({ length: count }, (_, i) =>
    element(
      'tr',
      {},
      ...columns.map(({ values }, column) =>
        column === 0
          ? element('th', { scope: 'row' }, String(values[i]))
          : element('td', {}, String(values[i])),
      ),
    ),
  )
  const table = element(
    'table',
    {},
    element('caption', {}, title),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  )
  return element(
    'figure',
    { class: 'fleeting-chart' },
    element('figcaption', {}, title),
    image,
    element('details', {}, element('summary', {}, words.asTable), table),
  )
}

export const chartRules = `
:where(.fleeting-chart) { margin: 1rem 0; }
:where(.fleeting-chart figcaption) { font-weight: 600; margin-bottom: .35rem; }
:where(.fleeting-picture) { display: block; width: 100%; max-width: 48rem; height: auto; overflow: visible; }
:where(.fleeting-bar) { fill: #b23c1b; }
:where(.fleeting-line) { fill: none; stroke: #1457c9; stroke-width: 2; }
:where(.fleeting-axis) { stroke: currentcolor; opacity: .4; }
:where(.fleeting-text) { fill: currentcolor; font: 13px system-ui, sans-serif; }
:where(.fleeting-chart table) { border-collapse: collapse; margin-top: .35rem; }
:where(.fleeting-chart :is(th, td)) { padding: .2rem .6rem; text-align: start; border-bottom: 1px solid currentcolor; }
:where(.fleeting-summary) { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0; }
:where(.fleeting-summary dd) { margin: 0; font-size: 1.6rem; font-weight: 600; }
:where(.fleeting-status) { min-height: 1.5em; }
@media (prefers-color-scheme: dark) { :where(.fleeting-bar) { fill: #f2936c; } :where(.fleeting-line) { stroke: #8ab8ff; } }
`
