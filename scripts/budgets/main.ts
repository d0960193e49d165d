import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../spec/support/chromium.ts'
import { chromium } from '../../spec/support/programs.ts'
import { coreCount, cpuModel } from '../bench/machine.ts'
import { createApi } from '../demo/api.ts'
import { provideProgram } from '../provide-program.ts'
import { forMany } from '../screenshots/opens.ts'
import { checkPages } from './checks.ts'
import { startDemo } from './demo-child.ts'
import type { Who } from './open-as.ts'
import { type MeasuredPage, measuredPages } from './pages.ts'
import { tableOf } from './table.ts'
import { visitPage } from './visit.ts'
import { titles, weigh } from './weights.ts'

/**
 * `npm run budgets [-- weights | checks] [--page album] [--visits 5]`: the pages of the demo, opened as by somebody who
 * was never there, on a processor four times slower; prints what each costs beside what it may cost, and what is checked
 * of it. Fails where something costs more, or a check does not hold.
 */
const slowdown = 4
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { page: { type: 'string', multiple: true }, visits: { type: 'string', default: '5' } },
})
const does = (part: string) => positionals.length === 0 || positionals.includes(part)

const main = async (): Promise<void> => {
  process.env.CHROMIUM ??= provideProgram(chromium)
  const folder = await mkdtemp(join(tmpdir(), 'fleeting-budgets-'))
  const demo = await startDemo(folder, forMany)
  const browser = await launchChromium()
  try {
    const { email, password } = demo
    const api = createApi(new URL(demo.url).origin)
    await api.signIn({ email, password }, 'Fleeting demo')
    const pages = (await measuredPages(api, demo)).filter(({ name }) => values.page?.includes(name) ?? true)
    if (pages.length === 0) throw new Error(`there is no page called ${values.page}`)
    const member = { email, password }
    const faults = [
      ...(does('weights') ? await weighPages(browser, pages, member) : []),
      ...(does('checks') ? await checkPages(browser, pages, member) : []),
    ]
    for (const fault of faults) console.log(`BROKEN  ${fault}`)
    if (faults.length > 0) process.exitCode = 1
  } finally {
    await browser.close()
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Pages take turns, so that what disturbs the machine for a while disturbs all of them. Answers what is broken. */
const weighPages = async (
  browser: Browser,
  pages: readonly MeasuredPage[],
  member: Who,
): Promise<readonly string[]> => {
  const visits = Number(values.visits)
  const costs = pages.map((page) => ({ page, costs: [] as Awaited<ReturnType<typeof visitPage>>[] }))
  await visitPage(browser, pages[0]!, member, slowdown) // the browser’s own first time is not the page’s
  for (let i = 0; i < visits; i += 1)
    for (const { page, costs: own } of costs) own.push(await visitPage(browser, page, member, slowdown))

  const weighed = costs.map(({ page, costs }) => ({ page, costs, ...weigh(costs, page.allows) }))
  console.log(
    `\n${slowdown}× slower processor, medians of ${visits} visits, each beside what it may be; times in ms\n`,
  )
  console.log(
    tableOf(
      ['page', ...titles],
      weighed.map(({ page, cells }) => [page.name, ...cells]),
    ),
  )
  // Times say something where nothing else wants the processor: a load of one for each core, or less.
  const load = loadavg()[1]!.toFixed(1)
  console.log(
    `\n${cpuModel()} · ${coreCount} cores · load ${load} · ${new Date().toISOString().slice(0, 10)}\n`,
  )
  return weighed.flatMap(({ page, costs, broken }) => [
    ...broken.map((one) => `${page.name}: ${one}`),
    ...new Set(
      costs.flatMap(({ faults }) => faults.map((fault) => `${page.name}: the console says ${fault}`)),
    ),
  ])
}

await main()
