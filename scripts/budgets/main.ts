import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from '../../spec/support/chromium.ts'
import { chromium } from '../../spec/support/programs.ts'
import { provideProgram } from '../provide-program.ts'
import { startDemo } from './demo-child.ts'
import { type VisitCost, visitPage } from './visit.ts'

/**
 * `npm run budgets`: the page of a shared vehicle, opened on the demo as by somebody who was never there, on a processor
 * four times slower; prints what it costs beside what it may cost, and fails where it costs more. Medians of five visits.
 */
const slowdown = 4
const visits = 5
const kB = 1000

interface Budget {
  readonly what: string
  readonly most: number
  readonly unit: 'ms' | 'kB' | ''
  readonly of: (cost: VisitCost) => number
}

const budgets: readonly Budget[] = [
  // What a server may send before it has to wait for an answer: ten segments of 1,460 bytes (RFC 6928).
  { what: 'HTML, in one round trip', most: 14.6, unit: 'kB', of: ({ htmlBytes }) => htmlBytes / kB },
  { what: 'script before the map', most: 60, unit: 'kB', of: ({ scriptBytes }) => scriptBytes / kB },
  { what: 'largest contentful paint', most: 1000, unit: 'ms', of: ({ largestPaint }) => largestPaint },
  { what: 'ready to answer', most: 1500, unit: 'ms', of: ({ ready }) => ready },
  { what: 'blocked before that', most: 200, unit: 'ms', of: ({ blocked }) => blocked },
  { what: 'layout shift', most: 0.1, unit: '', of: ({ shift }) => shift },
  {
    what: 'map asked for before the first paint, by',
    most: 0,
    unit: 'ms',
    of: ({ mapAskedAt, firstPaint }) => Math.max(0, firstPaint - (mapAskedAt ?? firstPaint)),
  },
  { what: 'faults in the console', most: 0, unit: '', of: ({ faults }) => faults.length },
]

const main = async (): Promise<void> => {
  process.env.CHROMIUM ??= provideProgram(chromium)
  const folder = await mkdtemp(join(tmpdir(), 'fleeting-budgets-'))
  const demo = await startDemo(folder)
  const browser = await launchChromium()
  try {
    const costs: VisitCost[] = []
    await visitPage(browser, demo.busLink, slowdown) // the browser’s own first time is not the page’s
    for (let i = 0; i < visits; i += 1) costs.push(await visitPage(browser, demo.busLink, slowdown))
    console.log(`\nThe page of a shared bus, ${slowdown}× slower processor, medians of ${visits} visits\n`)
    const rows = budgets.map(({ what, most, unit, of }) => {
      const measured = median(costs.map(of))
      return { what, measured, most, unit, isKept: measured <= most }
    })
    for (const { what, measured, most, unit, isKept } of rows)
      console.log(
        `${isKept ? 'kept  ' : 'BROKEN'}  ${what.padEnd(42)} ${text(measured, unit).padStart(10)}  of ${text(most, unit)}`,
      )
    for (const fault of new Set(costs.flatMap(({ faults }) => faults))) console.log(`fault: ${fault}`)
    if (rows.some(({ isKept }) => !isKept)) process.exitCode = 1
  } finally {
    await browser.close()
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const text = (value: number, unit: Budget['unit']): string =>
  `${unit === 'ms' ? Math.round(value) : Math.round(value * 1000) / 1000}${unit && ` ${unit}`}`

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

await main()
