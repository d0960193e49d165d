import { expect } from 'chai'
import sharp from 'sharp'
import {
  button,
  dialogOf,
  fillAccount,
  heading,
  link,
  openStage,
  type Stage,
  signUp,
} from './support/stage.ts'

const photo = async (name: string, background: string) => ({
  name: `${name}.png`,
  mimeType: 'image/png',
  buffer: await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .png()
    .toBuffer(),
})

describe('story 5: a family shares an album for a weekend', function () {
  this.timeout(150_000)
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })

  it('from signing up, by way of a cousin who adds a picture, until it is over', async () => {
    const marta = await stage.atDesk()
    await signUp(stage, marta, 'Marta Lima', 'The Limas')
    const { page } = marta

    // Several pictures at once.
    await link(page, 'Make an album').click()
    await button(page, 'New album').first().click()
    await page.getByLabel('Title').fill('Grandma is eighty')
    await button(page, 'Create album').click()
    await heading(page, 'Grandma is eighty').waitFor()
    const photos = await Promise.all([photo('cake', '#caa'), photo('garden', '#aca'), photo('dance', '#aac')])
    await page.locator('input[type="file"][multiple]').setInputFiles(photos)
    const gallery = page.getByRole('list', { name: 'What is in the album' })
    for (const name of ['cake', 'garden', 'dance']) await link(gallery, new RegExp(name)).waitFor()
    expect(await page.title()).to.equal('Grandma is eighty · Fleeting')

    // For a weekend, and others may add.
    await button(page, 'Share').click()
    const sharing = dialogOf(page, 'Share Grandma is eighty')
    await sharing.getByLabel(/^Let others add pictures/).check()
    await sharing.getByLabel('How long it lasts').selectOption({ label: 'Until a day and time…' })
    const sunday = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 16)
    await sharing.getByLabel('Until', { exact: true }).fill(sunday)
    await button(sharing, 'Create link').click()
    const address = await sharing.getByLabel('Link to the album', { exact: true }).inputValue()

    // Someone who only looks needs no account.
    const uncle = await stage.onPhone()
    await uncle.page.goto(address)
    await heading(uncle.page, 'Grandma is eighty').waitFor()
    await uncle.page.getByText('3 items').first().waitFor()

    // The cousin makes an account on the way, and lands in the album.
    const cousin = await stage.onPhone()
    await cousin.page.goto(address)
    await link(cousin.page, 'Add your pictures').click()
    await button(cousin.page, 'New here? Make an account').click()
    await fillAccount(cousin.page, 'Caio Reis')
    await heading(cousin.page, 'Grandma is eighty').waitFor()
    await cousin.page.getByText(/^You may add pictures to this album/).waitFor()
    await cousin.page.locator('input[type="file"][multiple]').setInputFiles(await photo('candles', '#cca'))
    await cousin.page.getByLabel('Actions: candles').waitFor()

    // Everyone sees it: the uncle by the link, Marta in the app, with whose it is.
    await uncle.page.reload()
    await uncle.page.getByText('4 items').first().waitFor()
    await page.keyboard.press('Escape')
    await page.reload()
    await link(gallery, /candles/).click()
    await page.getByText(/^Added by Caio Reis/).waitFor()
    await page.keyboard.press('Escape')

    // Taken back: nobody is let in any more, and what was added stays.
    await button(page, 'Share').click()
    await button(sharing, 'Take the link back').click()
    await button(dialogOf(page, 'Take the link back?'), 'Take the link back').click()
    await page.getByText('The link works no more.').waitFor()
    await cousin.page.reload()
    await cousin.page.getByRole('heading', { level: 1, name: 'This album is not here' }).waitFor()
    await uncle.page.reload()
    await heading(uncle.page, 'This link was withdrawn').waitFor()
    await page.keyboard.press('Escape')
    await link(gallery, /candles/).waitFor()
    await stage.close(/status of (404|410)/)
  })
})
