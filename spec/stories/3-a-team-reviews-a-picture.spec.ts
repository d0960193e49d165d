import { expect } from 'chai'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { button, heading, link, openStage, type Stage, signUp } from './support/stage.ts'

describe('story 3: a team reviews a picture', function () {
  this.timeout(200_000)
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })

  /** Where on the picture something is, in pixels of the window. */
  const placeOn = async (page: Page, x: number, y: number): Promise<[number, number]> => {
    const box = (await page.locator('#stage-box').boundingBox())!
    return [box.x + box.width * x, box.y + box.height * y]
  }

  it('from signing up to what stays with the file when the session is over', async () => {
    const rosa = await stage.atDesk()
    await signUp(stage, rosa, 'Rosa Prado', 'Studio')
    const host = rosa.page

    // A picture, brought by the page, and a session on it.
    await link(host, 'Upload a file').click()
    const plan = sharp({ create: { width: 640, height: 480, channels: 3, background: '#cde' } })
    await host
      .locator('input[type="file"][multiple]')
      .first()
      .setInputFiles({
        name: 'facade.png',
        mimeType: 'image/png',
        buffer: await plan.png().toBuffer(),
      })
    await link(host, /facade/)
      .first()
      .click()
    await link(host, 'Work on it together').click()
    await host.getByLabel('Talk to each other').check()
    await button(host, 'Start the session').click()
    await heading(host, 'The session is ready').waitFor()
    const address = await host.getByLabel('Link to the session', { exact: true }).inputValue()
    const file = new URL(host.url()).hash.match(/asset=(\d+)/)![1]
    await host.goto((await link(host, 'Go in').getAttribute('href'))!.replace(/^\//, `${stage.url}/`))

    // A guest comes by the link, under a name.
    const bo = await stage.atDesk()
    const guest = bo.page
    await guest.goto(address)
    await guest.getByRole('textbox').first().fill('Bo')
    await guest.keyboard.press('Enter')
    await button(guest, 'Comment a place').waitFor()

    // Each sees where the other points.
    await guest.mouse.move(...(await placeOn(guest, 0.25, 0.75)))
    await host.locator('.cursor').getByText('Bo', { exact: true }).waitFor()

    // A pinned comment, answered and resolved; a drawing.
    await button(guest, 'Comment a place').click()
    await guest.mouse.click(...(await placeOn(guest, 0.3, 0.4)))
    await guest.getByLabel('Comment on this place').fill('This window is too small')
    await button(guest, 'Send').click()
    await host.getByText('This window is too small').waitFor()
    await button(host, 'Answer').click()
    await host.getByLabel('Answer').fill('I make it wider')
    await host
      .locator('.thread')
      .filter({ hasText: 'too small' })
      .getByRole('button', { name: 'Send' })
      .click()
    await guest.getByText('I make it wider').waitFor()
    await button(host, 'Draw').click()
    await button(host, 'Rectangle').click()
    await host.mouse.move(...(await placeOn(host, 0.2, 0.3)))
    await host.mouse.down()
    await host.mouse.move(...(await placeOn(host, 0.5, 0.6)), { steps: 4 })
    await host.mouse.up()
    await guest.locator('.drawings-drawn .shape').waitFor({ state: 'attached' })

    // They talk.
    for (const page of [host, guest]) {
      await button(page, 'Join the call').click()
      await button(page, 'Leave the call').waitFor()
    }
    await host.locator('.call-tile').filter({ hasText: 'Bo' }).waitFor()

    await button(host, /^Resolve$/).click()
    await guest.getByLabel('Show resolved (1)').waitFor()

    // Over for everybody; what was said stays with the file.
    await host.getByLabel('More', { exact: true }).click()
    await button(host, 'End for everybody').click()
    const sure = host.getByRole('dialog')
    await sure.getByRole('button', { name: /^End/ }).click()
    await heading(guest, 'This session is over').waitFor()
    await host.goto(`${stage.url}/#/assets/${file}`)
    await host
      .getByLabel(/^Show resolved/)
      .or(host.getByText(/Resolved/))
      .first()
      .waitFor()
    const gone = await guest.goto(address)
    expect(gone?.status()).to.be.oneOf([404, 410])
    await stage.close(/status of (403|404|410)/)
  })
})
