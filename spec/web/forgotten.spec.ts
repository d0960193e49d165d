import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { clientOf, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'
import { openBrowser, openPage } from './support/browser.ts'

describe('somebody who forgot their password, in a browser', () => {
  let browser: Browser
  let service: MailingService
  before(async () => {
    browser = await openBrowser()
    service = await startMailingService()
  })
  after(async () => {
    await browser.close()
    await service.stop()
  })

  it('is mailed a link, follows it, and chooses a new one', async () => {
    const person = await register(service.url)
    const { page, context, faults } = await openPage(browser)
    await page.goto(service.url)
    await page.getByRole('button', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByRole('status').getByText('If this address has an account').waitFor()
    const [mail] = await service.mailServer.mailsTo(person.email, 1)
    const link = /^https:.*#reset=.*$/m.exec(mail!.text)![0].replace(mailedUrl, service.url)

    await page.goto(link) // the same page: only what stands behind the # is another
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
    const address = page.url()
    await page.getByLabel('New password').fill('password1')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('alert').getByText('is among the first that anybody would try').waitFor()
    await page.getByLabel('New password').fill('a quite different horse')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('status').getByText('Your new password is saved.').waitFor()

    const { email } = person
    const login = await clientOf(service.url).call('POST', '/api/auth/login', {
      email,
      password: 'a quite different horse',
    })
    expect(login.status).to.equal(200)
    expect(address).to.not.include('reset')
    expect(await page.getByLabel('Password').count()).to.equal(1)
    expect(faults.filter((fault) => !/status of 422/.test(fault))).to.deep.equal([])
    await context.close()
  })
})
