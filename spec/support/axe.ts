import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds that is serious or critical, as `rule: element`; by these rules alone, where some are named. */
export const axeFaults = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  await page.evaluate(axeSource)
  await settled(page)
  return page.evaluate(async (rules) => {
    interface Found {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { html: string }[]
    }
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Found[] }> }
    }
    const { violations } = await axe.run(rules ? { runOnly: rules } : {})
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  }, rules)
}

/** What reaches over the right edge of the narrowest screen that is promised, 320 px; nothing should. */
export const tooWide = async (page: Page): Promise<string[]> => {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const found = await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    )
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 200))
  })
  if (before) await page.setViewportSize(before)
  return found
}

/** Until colours have changed from those of the day to those of the night: on their way they are neither. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const onTheWay = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(onTheWay.map(({ finished }) => finished))
  })
