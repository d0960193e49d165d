import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { aFile } from '../server/a-shared-file.ts'
import { aPicture } from '../server/an-album.ts'
import { addMember, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aPdf } from './support/a-pdf.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

/** As a hand brings a file: held above the page, let go there, or pasted. */
const bring = (page: Page, how: 'dragenter' | 'drop' | 'paste', name: string, bytes: Buffer): Promise<void> =>
  page.evaluate(
    ({ how, name, bytes }) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name))
      const options = { bubbles: true, cancelable: true }
      const event =
        how === 'paste'
          ? new ClipboardEvent(how, { ...options, clipboardData: data })
          : new DragEvent(how, { ...options, dataTransfer: data })
      document.querySelector('main')!.dispatchEvent(event)
    },
    { how, name, bytes: bytes.toString('base64') },
  )

/** Two fingers on a picture, which go apart. */
const pinch = async (page: Page, selector: string): Promise<void> => {
  const picture = page.locator(selector)
  await picture.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await picture.boundingBox())!
  const touching = await page.context().newCDPSession(page)
  const fingers = (type: 'touchStart' | 'touchMove', apart: number) =>
    touching.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: [-1, 1].map((side, id) => ({
        id,
        x: x + width / 2 + side * apart,
        y: y + height / 2,
      })),
    })
  await fingers('touchStart', 10) // on the pin in its middle
  for (const apart of [30, 50, 70]) await fingers('touchMove', apart)
  await touching.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await touching.detach()
}

describe('files in the members’ app', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  it('are brought, go on after the line was dead, are found, put into an album and deleted knowingly [FI-1] [FI-3] [FI-11] [FI-12]', async () => {
    const { page, context, faults } = await openApp(house.browser, house.owner, '/assets')
    await page.getByRole('heading', { name: 'No files yet' }).waitFor()
    await expectKindness(page)

    let isDead = true
    await page.route('**/api/v3/uploads/*', (route) =>
      isDead && route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    )
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose files' }).click()
    const text = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`of ${name}`) })
    await (await choosing).setFiles([text('harbour.txt'), text('bridge.txt')])
    await page.getByText('No connection; goes on by itself').first().waitFor()
    isDead = false
    await page.getByRole('link', { name: 'harbour' }).waitFor()
    await page.getByRole('link', { name: 'bridge' }).waitFor()
    await page.getByRole('status').filter({ hasText: '2 files uploaded' }).waitFor()

    await page.getByLabel('Search by name').fill('harb')
    await page.getByRole('link', { name: 'bridge' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'As a list' }).click()
    await page.getByLabel('Select harbour').check({ force: true })
    await expectKindness(page)
    await page.getByRole('button', { name: 'Add to album' }).click()
    await page.getByLabel('Title of the new album').fill('Sea')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Added to Sea.').waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('It goes from: Sea. This cannot be undone.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('harbour was deleted.').waitFor()

    await page.getByRole('button', { name: 'Show all files' }).click()
    await page.getByRole('link', { name: 'bridge' }).waitFor()
    const { body } = await house.owner.call('GET', '/api/v3/assets')
    expect(body.results.map(({ title }: { title: string }) => title)).to.deep.equal(['bridge'])
    expect(faults.filter((fault) => !/ERR_FAILED/.test(fault))).to.deep.equal([])
    await context.close()
  })

  it('are renamed, looked at closely and spoken about, each on its page [FI-20] [FI-21] [FI-22] [FI-24]', async () => {
    const id = await aPicture(house.owner)
    const colleague = await addMember(house.owner, 'admin', { full_name: 'Zoë Colleague' })
    const said = await colleague.call('POST', `/api/v3/assets/${id}/comments`, {
      content: 'A little darker?',
      position_x: 0.5,
      position_y: 0.5,
    })
    const { page, context, faults } = await openApp(
      house.browser,
      house.owner,
      `/assets/${id}?comment=${said.body.id}`,
      { reducedMotion: 'reduce' }, // colours that fade from day to night are neither
    )
    await page.locator('article.marked').getByText('A little darker?').waitFor()
    await expectKindness(page)

    await page.getByRole('button', { name: 'Larger' }).click()
    await page.getByRole('button', { name: 'Fit' }).click()
    await page.locator('.viewer-frame:not(.zoomed)').waitFor()
    await pinch(page, '.viewer-frame')
    await page.locator('.viewer-frame.zoomed').waitFor()
    await page.getByRole('button', { name: 'Change the title' }).click()
    await page.getByLabel('Title').fill('<b>Harbour</b>')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: '<b>Harbour</b>' }).waitFor()

    await page.getByLabel('Comment', { exact: true }).pressSequentially('Ask @zo')
    await page.getByRole('option', { name: /Zoë Colleague/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByLabel('Only for members').check()
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await page.getByText(`Ask @${colleague.email}`).waitFor()
    await page.getByRole('button', { name: 'Answer' }).first().click()
    await page.getByLabel('Answer to Zoë Colleague').fill('Yes.')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Yes.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Resolve' }).first().click()
    await page.getByText('Show resolved (1)').waitFor()

    const { body } = await house.owner.call('GET', `/api/v3/assets/${id}/comments`)
    const comments: { mentions: number[]; visibility: string; resolved_at: string | null }[] = body.results
    expect(comments.map(({ visibility }) => visibility)).to.have.members(['public', 'public', 'internal'])
    expect(comments.flatMap(({ mentions }) => mentions)).to.deep.equal([colleague.userId])
    expect(comments.filter(({ resolved_at }) => resolved_at !== null)).to.have.length(1)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('are dropped and pasted, and go on after the page was loaded anew [FI-1] [FI-3]', async () => {
    const owner = await register(house.url)
    const folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
    const film = join(folder, 'film.bin')
    const mebibyte = 2 ** 20
    await writeFile(film, Buffer.alloc(17 * mebibyte, 7)) // a little more than goes in one request
    const { page, context } = await openApp(house.browser, owner, '/assets')
    page.on('dialog', (asking) => void asking.accept()) // whoever leaves now is asked
    await page.getByRole('heading', { name: 'No files yet' }).waitFor()

    await bring(page, 'dragenter', 'tower.txt', Buffer.from('of a tower'))
    await page.locator('.drop-target').waitFor()
    await bring(page, 'drop', 'tower.txt', Buffer.from('of a tower'))
    await page.getByRole('link', { name: 'tower' }).waitFor()
    await page.locator('.drop-target').waitFor({ state: 'detached' })
    await bring(page, 'paste', 'clip.txt', Buffer.from('of a clip'))
    await page.getByRole('link', { name: 'clip' }).waitFor()

    let isDead = true
    await page.route('**/api/v3/uploads/*', (route) =>
      isDead && Number(route.request().headers()['upload-offset']) > 0 ? route.abort() : route.continue(),
    )
    const choose = async () => {
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose files' }).click()
      await (await choosing).setFiles(film)
    }
    await choose()
    await page.getByText('No connection; goes on by itself').waitFor()
    isDead = false
    await page.reload()
    await page.getByRole('heading', { name: 'Not finished yet' }).waitFor()
    const goesOn = page.waitForRequest(
      (request) => request.method() === 'PATCH' && request.url().includes('/api/v3/uploads/'),
    )
    await choose()
    expect((await goesOn).headers()['upload-offset']).to.equal(String(16 * mebibyte))
    await page.getByRole('link', { name: 'film' }).waitFor()
    const { body } = await owner.call('GET', '/api/v3/assets?search=film')
    expect(body.results[0].size).to.equal(17 * mebibyte)
    await context.close()
    await rm(folder, { recursive: true })
  })

  it('are two thousand and come as one scrolls, each once; all of them are searched [FI-10]', async () => {
    const owner = await register(house.url)
    const { database } = await sharedService()
    await database.query(
      `insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
       select gen_random_uuid(), tenant_id, owner_id, 'Note ' || n, 'note-' || n || '.bin', content_type, kind, size, clean
       from asset, generate_series(1, 2000) n where id = $1`,
      [await aFile(owner)],
    )
    const { page, context } = await openApp(house.browser, owner, '/assets')
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight)
      return document.querySelectorAll('.files > li').length >= 180
    })
    await page.getByText(/ of 2001$/).waitFor()
    const links = await page
      .locator('.file-link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    expect(new Set(links).size).to.equal(links.length)
    await page.getByLabel('Search by name').fill('Note 1234')
    await page.getByRole('link', { name: 'Note 1234' }).waitFor()
    await context.close()
  })

  it('that a browser cannot show are told of, and given; documents are read and tried again [FI-20]', async () => {
    const id = await aFile(house.owner)
    const { page, context, faults } = await openApp(house.browser, house.owner, `/assets/${id}`)
    await page.getByText('This kind of file is not shown here.').waitFor()
    await page.getByRole('link', { name: /Download/ }).waitFor()
    await expectKindness(page)
    expect(faults).to.deep.equal([])

    const offer = await aFile(house.owner, await aPdf(['The first page', 'The second page']), 'offer.pdf')
    await page.route(`**/api/v3/assets/${offer}/file`, (route) => route.abort(), { times: 1 })
    await page.goto(`${house.url}/#/assets/${offer}`)
    await page.getByText('The document could not be fetched.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Page 1 of 2').waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('Text of this page').click()
    await page.getByText('The second page').waitFor()
    await context.close()
  })
})
