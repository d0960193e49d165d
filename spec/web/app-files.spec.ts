import { expect } from 'chai'
import { aFile } from '../server/a-shared-file.ts'
import { aPicture } from '../server/an-album.ts'
import { addMember } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'

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

  it('that a browser cannot show are told of, and given [FI-20]', async () => {
    const id = await aFile(house.owner)
    const { page, context, faults } = await openApp(house.browser, house.owner, `/assets/${id}`)
    await page.getByText('This kind of file is not shown here.').waitFor()
    await page.getByRole('link', { name: /Download/ }).waitFor()
    await expectKindness(page)
    expect(faults).to.deep.equal([])
    await context.close()
  })
})
