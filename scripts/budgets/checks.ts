import type { Browser } from 'playwright-core'
import { atBehaviour, behaviourChecks } from './behaviour.ts'
import { deliveryChecks } from './delivery.ts'
import { documentChecks } from './document.ts'
import { gather, type Seen } from './gather.ts'
import type { Who } from './open-as.ts'
import type { MeasuredPage } from './pages.ts'
import { tableOf } from './table.ts'

/** Something that holds of every page. Answers what is wrong, in words; nothing where it holds. */
export interface Check {
  readonly name: string
  readonly faults: (seen: Seen) => readonly string[]
}

interface Exception {
  readonly check: string
  readonly of: (page: MeasuredPage) => boolean
  readonly why: string
}

/** What is not as such lists want it, on purpose. */
const exceptions: readonly Exception[] = [
  {
    check: 'found by search engines',
    of: () => true,
    why: 'a link is for those who were sent it, and the app for members',
  },
]

/**
 * What Lighthouse 12 looks at (best practices, accessibility, what search engines see) and what this house promises
 * besides, page by page. What a machine of one's own cannot show is left out: HTTP/2, HTTPS and its HSTS are the proxy's.
 */
export const checkPages = async (
  browser: Browser,
  pages: readonly MeasuredPage[],
  member: Who,
): Promise<readonly string[]> => {
  const checks = [...documentChecks, ...deliveryChecks, ...behaviourChecks]
  const found: { page: MeasuredPage; faults: (readonly string[])[] }[] = []
  for (const page of pages) {
    const seen = { ...(await gather(browser, page, member)), ...(await atBehaviour(browser, page, member)) }
    found.push({ page, faults: checks.map((check) => check.faults(seen)) })
  }

  const isExcepted = (check: Check, page: MeasuredPage) =>
    exceptions.some((one) => one.check === check.name && one.of(page))
  const mark = (check: Check, page: MeasuredPage, faults: readonly string[]) =>
    faults.length === 0 ? 'yes' : isExcepted(check, page) ? 'no, as meant' : 'NO'
  const rows = checks.map((check, i) => [
    check.name,
    ...found.map(({ page, faults }) => mark(check, page, faults[i]!)),
  ])
  console.log(`\n${tableOf(['check', ...pages.map(({ name }) => name)], rows)}\n`)
  for (const { check, why } of exceptions) console.log(`as meant  ${check}: ${why}`)
  return found.flatMap(({ page, faults }) =>
    checks.flatMap((check, i) =>
      isExcepted(check, page) ? [] : faults[i]!.map((fault) => `${page.name}, ${check.name}: ${fault}`),
    ),
  )
}
