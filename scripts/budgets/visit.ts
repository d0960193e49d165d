import type { Browser, CDPSession, Page } from 'playwright-core'
import { openAs, type Who } from './open-as.ts'
import type { MeasuredPage } from './pages.ts'

/** What one visit to a page cost. Times are ms since the visitor asked for it, sizes bytes as they came over the line. */
export interface VisitCost {
  readonly htmlBytes: number
  /** Script that came before anything heavy was asked for. */
  readonly scriptBytes: number
  /** When the map's library was asked for; null where the page has none. */
  readonly heavyAskedAt: number | null
  readonly firstPaint: number
  readonly largestPaint: number
  /** The page's script has taken over, and the main thread was free to answer a press. */
  readonly ready: number
  /** Of the time between the first paint and readiness, what was blocked: tasks over 50 ms, their part above it. */
  readonly blocked: number
  /** Layout shift as browsers add it up; 0 is a page that never jumped. */
  readonly shift: number
  readonly requests: number
  readonly faults: readonly string[]
}

interface Transfer {
  readonly url: string
  readonly type: string
  readonly askedAt: number
  bytes: number
}

const settleMs = 4_000

/** Goes to a page as somebody who was never there, on a processor so many times slower. */
export const visitPage = async (
  browser: Browser,
  { url, who, readyWhen }: Pick<MeasuredPage, 'url' | 'who' | 'readyWhen'>,
  member: Who,
  slowdown: number,
): Promise<VisitCost> => {
  const { context, page, faults } = await openAs(browser, who === 'member' ? member : null, url)
  try {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    const transfers = await watchTransfers(session)
    await page.addInitScript(observe, readyWhen)
    await page.goto(url, { waitUntil: 'load' })
    await page.waitForFunction(() => performance.getEntriesByName('fleeting:ready').length > 0)
    await page.waitForTimeout(settleMs)
    return { ...costsOf(transfers()), ...(await paintsOf(page)), faults }
  } finally {
    await context.close()
  }
}

/** Everything that the page asked for, in order, with what it weighed on the line. */
const watchTransfers = async (session: CDPSession): Promise<() => readonly Transfer[]> => {
  const transfers = new Map<string, Transfer>()
  let began = 0
  session.on('Network.requestWillBeSent', ({ requestId, request, type, timestamp }) => {
    began ||= timestamp
    const askedAt = (timestamp - began) * 1000
    transfers.set(requestId, { url: request.url, type: type ?? 'Other', askedAt, bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const transfer = transfers.get(requestId)
    if (transfer) transfer.bytes = encodedDataLength
  })
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => [...transfers.values()]
}

const isHeavy = ({ url }: Transfer) => /\/((live|fleet|plan)-map|maplibre-gl|pdf-document|livekit)-/.test(url)

const costsOf = (transfers: readonly Transfer[]) => {
  const heavy = transfers.find(isHeavy)
  const before = transfers.filter(
    ({ askedAt, type }) => type === 'Script' && askedAt <= (heavy?.askedAt ?? Infinity),
  )
  return {
    htmlBytes: transfers.find(({ type }) => type === 'Document')?.bytes ?? 0,
    scriptBytes: before.filter((one) => !isHeavy(one)).reduce((sum, { bytes }) => sum + bytes, 0),
    heavyAskedAt: heavy?.askedAt ?? null,
    requests: transfers.length,
  }
}

interface Seen {
  largest: number
  shift: number
  tasks: [number, number][]
}

/** In the page, before any of its own script. */
const observe = (readyWhen: string | undefined) => {
  const seen: Seen = { largest: 0, shift: 0, tasks: [] }
  Object.assign(window, { seenByBudget: seen })
  const hear = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  hear('largest-contentful-paint', ({ startTime }) => {
    seen.largest = startTime
  })
  hear('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!hadRecentInput) seen.shift += value
  })
  hear('longtask', ({ startTime, duration }) => seen.tasks.push([startTime, duration]))
  if (readyWhen === undefined) return
  const growing = new MutationObserver(() => {
    if (!document.querySelector(readyWhen)) return
    growing.disconnect()
    performance.mark('fleeting:ready')
  })
  growing.observe(document, { childList: true, subtree: true })
}

const paintsOf = (page: Page) =>
  page.evaluate(() => {
    const { largest, shift, tasks } = (window as unknown as { seenByBudget: Seen }).seenByBudget
    const firstPaint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN
    const tookOver = performance.getEntriesByName('fleeting:ready')[0]!.startTime
    // Whoever presses while a long task runs waits for its end.
    const running = tasks.find(([began, took]) => began <= tookOver && began + took > tookOver)
    const ready = Math.max(firstPaint, running ? running[0] + running[1] : tookOver)
    const blocked = tasks
      .filter(([began]) => began >= firstPaint && began < ready)
      .reduce((sum, [, took]) => sum + took - 50, 0)
    return { firstPaint, largestPaint: largest, ready, blocked, shift }
  })
