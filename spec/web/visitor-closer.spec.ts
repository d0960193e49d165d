import { expect } from 'chai'
import sharp from 'sharp'
import { aFile, anAlbum, share } from '../server/a-shared-file.ts'
import { aTrip } from '../server/a-trip.ts'
import { until } from '../support/until.ts'
import { aPdf } from './support/a-pdf.ts'
import { expectKindness, openHouse } from './support/app.ts'
import { openPage } from './support/browser.ts'

describe('a visitor who looks closer', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  const open = async (kind: string, id: number) => {
    const { token } = await share(house.owner, kind, id)
    const opened = await openPage(house.browser)
    const asked: string[] = []
    opened.page.on('request', (request) => asked.push(request.url()))
    await opened.page.goto(`${house.url}/share/${token}/`)
    /** What was asked of other hosts; there should be nothing. */
    const elsewhere = () => asked.filter((one) => /^https?:/.test(one) && !one.startsWith(house.url))
    return { ...opened, asked, elsewhere }
  }

  it('comes near to a picture by a button and by keys, and turns the pages of a PDF [VP-4] [VP-17]', async () => {
    const { owner } = house
    const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer()
    const files = [
      await aFile(owner, picture, 'gulls.jpg'),
      await aFile(owner, await aPdf(['First words', 'Second words']), 'timetable.pdf'),
    ]
    const { page, context, faults, asked, elsewhere } = await open('album', await anAlbum(owner, files))
    await page.getByRole('link', { name: 'gulls' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Look closer' }).click()
    await dialog.getByRole('button', { name: 'The whole picture' }).waitFor()
    const near = dialog.getByRole('group', { name: /^gulls/ })
    await near.press('ArrowRight') // moves the picture, and goes nowhere else
    await dialog.getByText('1 of 2').waitFor()
    await near.press('0')
    await dialog.getByRole('button', { name: 'Look closer' }).waitFor()
    await expectKindness(page)
    await near.press('ArrowRight')
    await dialog.getByText('2 of 2').waitFor()

    expect(asked.filter((one) => /pdf-document/.test(one))).to.deep.equal([]) // nobody wanted to read yet
    await dialog.getByRole('link', { name: 'Open' }).click()
    await dialog.getByText('Page 1 of 2').waitFor()
    await dialog.getByText('First words').waitFor({ state: 'attached' })
    await dialog.getByRole('button', { name: 'Next page' }).click()
    await dialog.getByText('Second words').waitFor({ state: 'attached' })
    await expectKindness(page)
    expect([faults, elsewhere()]).to.deep.equal([[], []])
    await context.close()
  })

  it('sees the places of a trip on a map, with the numbers that they have in the words [VP-4] [VP-11]', async () => {
    const { tripId } = await aTrip(house.owner, { latitude: 13.4125, longitude: 103.867 })
    const { page, context, faults, elsewhere } = await open('trip', tripId)
    const pin = page.getByRole('button', { name: 'Number 1: Angkor Wat' })
    await pin.click()
    await until(() => page.evaluate(() => /^place-\d+$/.test(document.activeElement?.id ?? '')))
    await expectKindness(page)
    expect([faults, elsewhere()]).to.deep.equal([[], []])
    await context.close()
  })
})
