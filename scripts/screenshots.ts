import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../spec/support/chromium.ts'
import { chromium } from '../spec/support/programs.ts'
import { startDemo } from './budgets/demo-child.ts'
import { createApi } from './demo/api.ts'
import { provideProgram } from './provide-program.ts'
import { hearFromColleague } from './screenshots/colleague.ts'
import { forMany, openAsMany } from './screenshots/opens.ts'
import { pagesOf } from './screenshots/pages.ts'
import { writePictureBook } from './screenshots/picture-book.ts'
import { type Size, sizes, takeShot } from './screenshots/shot.ts'

/**
 * `npm run screenshots [-- name …]`: goes through the pages of a demo, on a desk and on a phone, by day and by night, and
 * writes what is to be seen to `docs/screenshots/`, and `docs/pages.md`. With names, only those pages.
 */
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const wanted = process.argv.slice(2)

const main = async (): Promise<void> => {
  process.env.CHROMIUM ??= provideProgram(chromium)
  await mkdir(folder, { recursive: true })
  const data = await mkdtemp(join(tmpdir(), 'fleeting-screenshots-'))
  const demo = await startDemo(data, forMany)
  const browser = await launchChromium(['--enable-unsafe-swiftshader'])
  try {
    const { url, email, password, said, busLink } = demo
    const api = createApi(url.replace(/\/$/, ''))
    await api.signIn({ email, password }, 'Fleeting demo')
    await openAsMany(busLink, 300)
    const files = await api.expectOk<{ results: { id: number }[] }>('GET', '/api/v3/assets/?page_size=200')
    const ids = files.results.map(({ id }) => id).sort((a, b) => a - b) // the plan came first
    await hearFromColleague(api, ids, { url: url.replace(/\/$/, ''), password, ownerEmail: email })
    const shots = await pagesOf(api, said, busLink)
    const people = { owner: { email, password }, technician: { email: 'joana@example.org', password } }
    const guest = await sitDown(shots.find(({ name }) => name === 'session')!.place)
    for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
      for (const size of Object.keys(sizes) as Size[]) {
        if (shot.sizes && !shot.sizes.includes(size)) continue
        try {
          const { names, faults } = await takeShot(browser, { url, people }, shot, size, folder)
          console.log(names.join('  '), ...faults)
        } catch (error) {
          process.exitCode = 1
          console.error(`${shot.name}, ${size}: ${error instanceof Error ? error.message : error}`)
        }
      }
    await guest.close()
    await writePictureBook(shots)
  } finally {
    await browser.close()
    await demo.stop()
    await rm(data, { recursive: true, force: true })
  }

  /** Somebody else in the session, who points at something. */
  async function sitDown(place: string) {
    const context = await browser.newContext({ viewport: sizes.desk.viewport, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(place)
    await page.getByRole('textbox').first().fill('Bo')
    await page.keyboard.press('Enter')
    await page.locator('#notes-text').waitFor({ state: 'attached' })
    await page.mouse.move(520, 380, { steps: 4 })
    return context
  }
}

await main()
