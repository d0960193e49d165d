import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { report } from '../server/a-house.ts'
import { aFile, anAlbum, share } from '../server/a-shared-file.ts'
import { addMember, addVehicle, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { openBrowser, openPage } from '../web/support/browser.ts'

const aPicture = (background: string, width = 900, height = 600) =>
  sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer()

describe('somebody looks at pictures that were shared', () => {
  let browser: Browser
  let url: string
  let owner: Person
  let album: number

  before(async () => {
    browser = await openBrowser()
    url = (await sharedService()).url
    owner = await register(url)
    const pictures = [await aPicture('teal'), await aPicture('tomato', 600, 900)]
    const files = await Promise.all(pictures.map((bytes, i) => aFile(owner, bytes, `picture-${i + 1}.jpg`)))
    album = await anAlbum(owner, files)
  })
  after(() => browser.close())

  const isLoaded = (picture: Element) => (picture as HTMLImageElement).naturalWidth

  it('gives the password, goes through the album, and takes a picture along', async () => {
    const options = {
      share_type: 'protected',
      password: 'open sesame',
      allow_download: true,
      title: 'For Zoë',
    }
    const { token } = await share(owner, 'album', album, options)
    const { page, context, faults } = await openPage(browser)
    await page.goto(`${url}/share/${token}/`)
    expect(await page.content()).to.not.include('Zoë')

    await page.getByLabel('Password', { exact: true }).fill('sesame')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('The password is wrong.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('open sesame')
    await page.getByRole('button', { name: 'Open', exact: true }).click()

    await page.getByRole('heading', { name: 'For Zoë' }).waitFor()
    expect(new URL(page.url()).pathname).to.equal(`/share/${token}/`)
    const thumbnails = page.locator('.thumb img')
    expect(await thumbnails.count()).to.equal(2)
    await page.locator('.thumb').first().click()
    const picture = page.getByRole('dialog').locator('img.media')
    await picture.waitFor()
    await picture.evaluate((image) => (image as HTMLImageElement).decode())
    expect(await picture.evaluate(isLoaded)).to.equal(900)
    expect(await thumbnails.first().evaluate(isLoaded)).to.be.greaterThan(0)

    const saving = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('link', { name: 'Download' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).to.equal('picture-1.jpg')
    expect((await sharp(await readFile(await saved.path())).metadata()).width).to.equal(900)
    expect(faults.filter((fault) => !fault.includes('401'))).to.deep.equal([])
    await context.close()
  })

  it('does so without a script as well', async () => {
    const { token } = await share(owner, 'album', album, { share_type: 'protected', password: 'open sesame' })
    const { page, context } = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${url}/share/${token}/`)
    await page.getByLabel('Password', { exact: true }).fill('open sesame')
    await page.getByRole('button', { name: 'Open', exact: true }).click()

    await page.locator('.thumb').first().click()
    await page.getByRole('heading', { name: 'picture-1' }).waitFor()
    await page.getByRole('link', { name: 'Next' }).click()
    await page.getByRole('heading', { name: 'picture-2' }).waitFor()
    expect(await page.getByRole('link', { name: /Download/ }).count()).to.equal(0)
    await context.close()
  })

  it('reads why nothing more is to be had, instead of what programs read', async () => {
    const options = { allow_download: true, max_downloads: 1 }
    const { token } = await share(owner, 'album', album, options)
    const { page, context } = await openPage(browser)
    await page.goto(`${url}/share/${token}/`)
    const saving = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download all' }).click()
    await (await saving).path()

    await page.locator('.thumb').first().click()
    await page.getByRole('dialog').getByRole('link', { name: 'Download' }).click()
    await page.getByRole('heading', { name: 'No downloads are left' }).waitFor()
    await context.close()
  })

  it('follows what moves behind a password as well', async () => {
    const van = await addVehicle(owner, { name: 'Van 12' })
    await report(owner, { imei: van.imei, latitude: -23.55, longitude: -46.64 })
    const { token } = await share(owner, 'vehicle', van.id, {
      share_type: 'protected',
      password: 'open sesame',
    })
    const { page, context } = await openPage(browser)
    await page.goto(`${url}/share/${token}/`)
    await page.getByLabel('Password', { exact: true }).fill('open sesame')
    await page.getByRole('button', { name: 'Open', exact: true }).click()

    await page.getByRole('heading', { name: 'Van 12' }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await context.close()
  })

  it('signs in where that is asked for, and comes back', async () => {
    const { token } = await share(owner, 'album', album, { share_type: 'private' })
    const friend = await addMember(owner, 'member')
    const { page, context } = await openPage(browser)
    await page.goto(`${url}/share/${token}/`)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail').fill(friend.email)
    await page.getByLabel('Password').fill(friend.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()

    await page.locator('.thumb').first().waitFor()
    expect(new URL(page.url()).pathname).to.equal(`/share/${token}/`)
    await context.close()
  })

  it('sees them in a frame on another site, as long as the link lasts', async () => {
    const { token, linkId } = await share(owner, 'album', album)
    const frame = `<iframe src="${url}/embed/${token}/" width="600" height="400"></iframe>`
    const blog = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(frame))
    await once(blog.listen(0, '127.0.0.1'), 'listening')
    const { page, context } = await openPage(browser)
    await page.goto(`http://127.0.0.1:${(blog.address() as AddressInfo).port}/`)
    const inside = page.frameLocator('iframe')
    await inside.locator('.thumb').first().click()
    await inside.getByRole('dialog').getByText('1 of 2').waitFor()

    await owner.call('DELETE', `/api/v3/shares/${linkId}`)
    await page.reload()
    await inside.getByText('This link was withdrawn').waitFor()
    await context.close()
    blog.closeAllConnections()
    blog.close()
  })
})
