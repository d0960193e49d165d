import { expect } from 'chai'
import { aPicture } from '../server/an-album.ts'
import { register } from '../support/client.ts'
import { expectKindness, openApp, openHouse, signInTo } from './support/app.ts'
import { openPage } from './support/browser.ts'

describe('albums in the members’ app', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  it('are made, filled, put in order and looked at one by one [AP-1] [AP-4] [AP-5] [AP-6] [AP-7]', async () => {
    const { owner } = house
    for (const title of ['Dune', 'Gulls', 'Nets']) {
      const id = await aPicture(owner)
      await owner.call('PATCH', `/api/v3/assets/${id}`, { title })
    }
    const { page, context, faults } = await openApp(house.browser, owner, '/albums')
    await page.getByRole('heading', { name: 'No albums yet' }).waitFor()
    await expectKindness(page)
    await page.getByRole('button', { name: 'New album' }).click()
    await page.getByLabel('Title').fill('By the sea')
    await page.getByRole('button', { name: 'Create album' }).click()
    await page.getByRole('heading', { level: 1, name: 'By the sea' }).waitFor()
    await page.getByRole('button', { name: 'From my files' }).click()
    for (const name of ['Nets', 'Dune', 'Gulls']) await page.getByRole('checkbox', { name }).check()
    await page.getByRole('button', { name: 'Add 3 files' }).click()
    await page.getByText('3 files were added.').waitFor()
    const gallery = page.getByRole('list', { name: 'What is in the album' })
    await gallery.getByRole('link', { name: 'Gulls' }).waitFor()
    await expectKindness(page)

    await gallery.getByRole('link', { name: 'Gulls' }).press('Shift+ArrowLeft')
    await page.getByText('Now 2 of 3.').waitFor()
    await page.getByLabel('Actions: Dune').click()
    await page.getByRole('button', { name: 'Put first, as the cover' }).click()
    await page.getByText('Now 1 of 3.').waitFor()
    await page.getByLabel('Actions: Gulls').click()
    await page.getByRole('button', { name: 'Take out of the album' }).click()
    await page.getByText('Gulls was taken out of the album.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await gallery.getByRole('link', { name: 'Gulls' }).waitFor()

    await gallery.getByRole('link', { name: 'Dune' }).click()
    await page.getByText('1 of 3', { exact: true }).waitFor()
    await page.getByText(/^Added by /).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByText('2 of 3', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Change the caption' }).click()
    await page.getByRole('textbox', { name: 'Caption' }).fill('Many nets')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'One by one' }).getByText('Many nets').waitFor()
    await page.goBack()
    await gallery.getByRole('link', { name: 'Many nets' }).waitFor()
    const [{ id, cover_url }] = (await owner.call('GET', '/api/albums')).body.results
    const { items } = (await owner.call('GET', `/api/albums/${id}`)).body
    expect(items.map(({ title }: { title: string }) => title)).to.deep.equal(['Dune', 'Many nets', 'Gulls'])
    expect(cover_url).to.equal(items[0].thumbnail_url)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('let a cousin of another organization add, until the link is taken back [AP-8] [AP-9] [AP-10] [AP-11] [AP-13]', async () => {
    const { owner, url } = house
    const { id } = (await owner.call('POST', '/api/albums', { title: 'Reunion' })).body
    await owner.call('POST', `/api/albums/${id}/items`, { asset_id: await aPicture(owner) })
    const mine = await openApp(house.browser, owner, `/albums/${id}`)
    await mine.page.getByRole('button', { name: 'Share' }).click()
    await mine.page.getByLabel(/^Let others add pictures/).check()
    await mine.page.getByRole('button', { name: 'Create link' }).click()
    await mine.page.getByRole('button', { name: 'Take the link back' }).waitFor()
    await expectKindness(mine.page)
    const link = await mine.page.getByLabel('Link to the album', { exact: true }).inputValue()

    const cousin = await register(url, 'Cousins')
    const theirs = await openPage(house.browser, { viewport: { width: 390, height: 844 } })
    await theirs.page.goto(link)
    await theirs.page.getByRole('link', { name: 'Add your pictures' }).click()
    await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signInTo(theirs.page, cousin)
    await theirs.page.reload()
    await theirs.page.getByRole('heading', { level: 1, name: 'Reunion' }).waitFor()
    await theirs.page.getByText(/^You may add pictures to this album/).waitFor()
    expect(await theirs.page.getByRole('button', { name: 'Share' }).count()).to.equal(0)
    await theirs.page.locator('input[type="file"][multiple]').setInputFiles({
      name: 'cousin.svg.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('What the cousin wrote down'),
    })
    await theirs.page.getByLabel('Actions: cousin.svg').waitFor()
    await expectKindness(theirs.page)
    expect(await theirs.page.getByLabel(/^Actions: /).count()).to.equal(1)

    await theirs.page.getByRole('button', { name: 'Leave album' }).click()
    await theirs.page.getByRole('dialog').getByRole('button', { name: 'Leave album' }).click()
    await theirs.page.getByText('You have left Reunion.').waitFor()
    await theirs.page.goto(`${url}/#/albums/join/${link.split('/').at(-2)}`)
    await theirs.page.getByText(/^You may add pictures to this album/).waitFor()

    await mine.page.getByRole('button', { name: 'Take the link back' }).click()
    await mine.page
      .getByRole('dialog', { name: 'Take the link back?' })
      .getByRole('button', { name: 'Take the link back' })
      .click()
    await mine.page.getByText('The link works no more.').waitFor()
    await theirs.page.reload()
    await theirs.page.getByRole('heading', { level: 1, name: 'This album is not here' }).waitFor()
    await theirs.page.goto(`${url}/#/albums/join/${link.split('/').at(-2)}`)
    await theirs.page.getByText('This share link has been revoked').waitFor()
    expect((await owner.call('GET', `/api/albums/${id}`)).body.items).to.have.length(2)
    expect(mine.faults).to.deep.equal([])
    await mine.context.close()
    await theirs.context.close()
  })
})
