import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'

/** One page of the product, and how one gets there. */
export interface Shot {
  /** Begins the names of its pictures. */
  readonly name: string
  /** What is to be seen, for the page of pictures and for whoever does not see them. */
  readonly alt: string
  readonly who: Who
  /** Where it is: a place of the app (`/fleet`), or a whole address. */
  readonly place: string
  /** Clicks until the page shows what is to be seen. */
  readonly prepare?: (page: Page) => Promise<unknown>
  /** How long it takes until nothing changes any more: maps draw by and by. Milliseconds. */
  readonly settleMs?: number
  readonly sizes?: readonly Size[]
}
export type Who = 'owner' | 'technician' | 'visitor'
export type Size = keyof typeof sizes

export const sizes = {
  desk: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true },
} as const
export const schemes = ['light', 'dark'] as const

export interface Cast {
  readonly url: string
  readonly people: Readonly<Record<Exclude<Who, 'visitor'>, { email: string; password: string }>>
}

/** Takes one page in one size, by day and by night; answers the names of the pictures and what the console said. */
export const takeShot = async (
  browser: Browser,
  { url, people }: Cast,
  shot: Shot,
  size: Size,
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly faults: readonly string[] }> => {
  const context = await browser.newContext({ ...sizes[size], locale: 'en-GB', serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    if (shot.who !== 'visitor')
      await page.request.post(`${url}api/auth/login`, { data: { ...people[shot.who], cookies: true } })
    await page.goto(shot.place.startsWith('http') ? shot.place : `${url}#${shot.place}`)
    await shot.prepare?.(page)
    const names: string[] = []
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.waitForTimeout(shot.settleMs ?? 1_500)
      const name = `${shot.name}-${size}-${colorScheme}.webp`
      await writeFile(join(folder, name), await small(await page.screenshot()))
      names.push(name)
    }
    return { names, faults }
  } finally {
    await context.close()
  }
}

const mostBytes = 60_000

/** As good as fits into 60 kB; below a quality of 40 it may be more. */
const small = async (png: Buffer): Promise<Buffer> => {
  for (const quality of [82, 70, 55]) {
    const webp = await sharp(png).webp({ quality, effort: 5 }).toBuffer()
    if (webp.length <= mostBytes) return webp
  }
  return sharp(png).webp({ quality: 40, effort: 6 }).toBuffer()
}
