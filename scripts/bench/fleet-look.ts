import type { Browser, CDPSession, Page } from 'playwright-core'
import type { Person } from '../../spec/support/client.ts'

/** What a page did while somebody panned and zoomed its map. */
export interface Look {
  /** From the address to the first vehicles in the list, and the map over them. */
  readonly usableMs: number
  readonly framesPerSecond: number
  /** Script, style and layout on the page's main thread: time that it ran, without what it waited for a picture. */
  readonly mainMsPerFrame: number
  /** All that the main thread ran. A frame has 16.7 ms at 60 a second. */
  readonly taskMsPerFrame: number
  /** More than 50 ms at a stretch. */
  readonly longTasks: number
  readonly longestMs: number
}

interface Counting {
  readonly frames: number[]
  readonly long: number[]
}

/** Opens the fleet page as its owner and moves the map by hand, as far in as streets and out again. */
export const lookAt = async (
  browser: Browser,
  { url, email, password }: Person,
  milliseconds: number,
): Promise<Look> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await page.request.post(`${url}/api/auth/login`, { data: { email, password, cookies: true } })
    const began = performance.now()
    await page.goto(`${url}/#/fleet`)
    await page.locator('.fleet-link').first().waitFor()
    await page.locator('.map-button').first().waitFor({ state: 'attached', timeout: 90_000 })
    const usableMs = performance.now() - began
    await page.waitForTimeout(2_000) // whatever else comes along at the beginning
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.evaluate(count)
    const before = await secondsOf(cdp)
    await moveAbout(page, milliseconds)
    const after = await secondsOf(cdp)
    const { frames, long } = await page.evaluate(() => (window as unknown as { counting: Counting }).counting)
    const span = (frames.at(-1)! - frames[0]!) / 1000
    return {
      usableMs,
      framesPerSecond: (frames.length - 1) / span,
      mainMsPerFrame: ((after.own - before.own) * 1000) / frames.length,
      taskMsPerFrame: ((after.task - before.task) * 1000) / frames.length,
      longTasks: long.length,
      longestMs: Math.max(0, ...long),
    }
  } finally {
    await context.close()
  }
}

/** Runs in the page. */
const count = () => {
  const counting = { frames: [] as number[], long: [] as number[] }
  Object.assign(window, { counting })
  const observer = new PerformanceObserver((list) =>
    counting.long.push(...list.getEntries().map(({ duration }) => duration)),
  )
  observer.observe({ type: 'longtask' })
  requestAnimationFrame(function next(now) {
    counting.frames.push(now)
    requestAnimationFrame(next)
  })
}

const secondsOf = async (cdp: CDPSession): Promise<{ own: number; task: number }> => {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  return {
    own: of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration'),
    task: of('TaskDuration'),
  }
}

const moveAbout = async (page: Page, milliseconds: number): Promise<void> => {
  const until = performance.now() + milliseconds
  for (let turn = 0; performance.now() < until; turn++) {
    const [x, y] = [900, 400]
    for (let i = 0; i < 6; i++) await page.mouse.wheel(0, turn % 2 === 0 ? -120 : 120)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + (turn % 4 < 2 ? 220 : -220), y + 120, { steps: 24 })
    await page.mouse.up()
    await page.waitForTimeout(200)
  }
}
