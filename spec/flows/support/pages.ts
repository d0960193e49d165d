import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A page that remembers whatever reached it. */
export interface Visit {
  readonly page: Page
  /** Bodies of answers and frames of sockets, as text. */
  readonly received: () => Promise<string>
  /** What the console called an error, and what nobody caught. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export const visit = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit & { status: number }> => {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(25_000)
  const bodies: Promise<string>[] = []
  const errors: string[] = []
  page.on('response', (response) => bodies.push(response.text().catch(() => '')))
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => bodies.push(Promise.resolve(payload.toString('latin1')))),
  )
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  const answer = await page.goto(url)
  return {
    page,
    status: answer?.status() ?? 0,
    received: async () => (await Promise.all(bodies)).join('\n'),
    errors,
    close: () => context.close(),
  }
}

/** Every text that the page's scripts hold on to. */
export const heapOf = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page)
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return chunks.join('')
}

/** The middle of the only marker, in pixels of the window. */
export const markerOf = async (page: Page): Promise<{ x: number; y: number }> => {
  const box = await page.locator('.marker').boundingBox()
  if (!box) throw new Error('the marker is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** How many pixels of a screenshot are more magenta than anything a base map shows. */
export const magentaPixels = (page: Page): Promise<number> =>
  countPixels(page, ([red, green, blue]) => Math.min(red, blue) > green + 40)

/** How many pixels of the map have this colour, `#rrggbb`, nearly. */
export const pixelsOf = (page: Page, colour: string): Promise<number> => {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return countPixels(page, (pixel) => pixel.every((value, i) => Math.abs(value - wanted[i]!) <= 2))
}

type Rgb = readonly [number, number, number]

/** A page that is free of every policy decodes the picture. */
const countPixels = async (page: Page, counts: (pixel: Rgb) => boolean): Promise<number> => {
  const png = (await page.locator('.map').first().screenshot()).toString('base64')
  const painter = await page.context().newPage()
  try {
    const text = await painter.evaluate(async (data) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const brush = canvas.getContext('2d')!
      brush.drawImage(image, 0, 0)
      const { data: rgba } = brush.getImageData(0, 0, image.width, image.height)
      const found = new Map<number, number>()
      for (let i = 0; i < rgba.length; i += 4) {
        const pixel = (rgba[i]! << 16) | (rgba[i + 1]! << 8) | rgba[i + 2]!
        found.set(pixel, (found.get(pixel) ?? 0) + 1)
      }
      return JSON.stringify([...found])
    }, png)
    const found = JSON.parse(text) as [number, number][]
    return found
      .filter(([pixel]) => counts([pixel >> 16, (pixel >> 8) & 255, pixel & 255]))
      .reduce((sum, [, count]) => sum + count, 0)
  } finally {
    await painter.close()
  }
}
