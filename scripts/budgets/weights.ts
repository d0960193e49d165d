import type { VisitCost } from './visit.ts'

/** What a page may cost at most. */
export interface Allowance {
  readonly htmlKB: number
  readonly scriptKB: number
  readonly firstMs: number
  readonly largestMs: number
  readonly readyMs: number
  readonly blockedMs: number
  readonly shift: number
  readonly mapEarlyMs: number
  readonly requests: number
  readonly faults: number
}

/** For people on a phone who were sent a link. */
export const visitors: Allowance = {
  // What a server may send before it has to wait for an answer: ten segments of 1,460 bytes (RFC 6928).
  htmlKB: 14.6,
  scriptKB: 60,
  firstMs: 1000,
  largestMs: 1000,
  readyMs: 1500,
  blockedMs: 200,
  shift: 0.1,
  mapEarlyMs: 0,
  requests: 30,
  faults: 0,
}

/** For those who work with it every day: the code of the app is kept by their browser after the first time. */
export const app: Allowance = {
  ...visitors,
  scriptKB: 80,
  largestMs: 2500,
  readyMs: 2500,
  blockedMs: 400,
  requests: 60,
}

interface Measure {
  readonly what: keyof Allowance
  readonly title: string
  readonly digits: number
  readonly of: (cost: VisitCost) => number
}

const measures: readonly Measure[] = [
  { what: 'htmlKB', title: 'HTML kB', digits: 1, of: ({ htmlBytes }) => htmlBytes / 1000 },
  { what: 'scriptKB', title: 'script kB', digits: 1, of: ({ scriptBytes }) => scriptBytes / 1000 },
  { what: 'firstMs', title: 'first paint', digits: 0, of: ({ firstPaint }) => firstPaint },
  { what: 'largestMs', title: 'largest', digits: 0, of: ({ largestPaint }) => largestPaint },
  { what: 'readyMs', title: 'ready', digits: 0, of: ({ ready }) => ready },
  { what: 'blockedMs', title: 'blocked', digits: 0, of: ({ blocked }) => blocked },
  { what: 'shift', title: 'shift', digits: 3, of: ({ shift }) => shift },
  {
    what: 'mapEarlyMs',
    title: 'map early',
    digits: 0,
    of: ({ heavyAskedAt, firstPaint }) => Math.max(0, firstPaint - (heavyAskedAt ?? firstPaint)),
  },
  { what: 'requests', title: 'requests', digits: 0, of: ({ requests }) => requests },
  { what: 'faults', title: 'faults', digits: 0, of: ({ faults }) => faults.length },
]

export const titles = measures.map(({ title }) => title)

export interface Weighed {
  /** One cell for each of `titles`: what was measured, and of how much. */
  readonly cells: readonly string[]
  /** What cost more than it may, in words. */
  readonly broken: readonly string[]
}

/** Medians of some visits beside what they may be. */
export const weigh = (costs: readonly VisitCost[], allows: Allowance): Weighed => {
  const rows = measures.map(({ what, title, digits, of }) => {
    const measured = Number(median(costs.map(of)).toFixed(digits))
    const isKept = measured <= allows[what]
    return {
      cell: `${measured} / ${allows[what]}${isKept ? '' : ' !'}`,
      title,
      measured,
      most: allows[what],
      isKept,
    }
  })
  return {
    cells: rows.map(({ cell }) => cell),
    broken: rows
      .filter(({ isKept }) => !isKept)
      .map(({ title, measured, most }) => `${title} is ${measured} of ${most}`),
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
