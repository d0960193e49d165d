import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { addMember, addVehicle } from '../support/client.ts'
import { expectKindness, openApp, openHouse } from './support/app.ts'
import { openPage } from './support/browser.ts'

describe('coming in and the first steps', function () {
  this.timeout(120_000)
  let house: Awaited<ReturnType<typeof openHouse>>
  before(async () => {
    house = await openHouse()
  })
  after(() => house.close())

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const fillDoor = async (page: Page, email: string, password: string) => {
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
  }

  it('make an account with the browser’s time zone, and help with the first vehicle until it reports [ST-3] [ST-13] [ST-16]', async () => {
    const { page, context, faults } = await openPage(house.browser, {
      timezoneId: 'America/Santiago',
      locale: 'es',
      reducedMotion: 'reduce',
    })
    await page.goto(house.url)
    await button(page, '¿Nuevo aquí? Cree una cuenta').click()
    await page.getByText('Horas de America/Santiago, mensajes en Español').waitFor()
    await page.getByLabel('Su nombre').fill('Ana Rojas')
    await page.getByLabel('Correo').fill(house.owner.email)
    await page.getByLabel('Contraseña').fill('correct horse battery')
    await page.getByText('Fuerte.').waitFor()
    await button(page, 'Mostrar').click()
    expect(await page.getByLabel('Contraseña').getAttribute('type')).to.equal('text')
    await expectKindness(page)
    await button(page, 'Crear cuenta').click()
    // Taken: the field says so and has the focus [ST-4]
    await page.locator('.fault').waitFor()
    expect(await page.getByLabel('Correo').evaluate((field) => field === document.activeElement)).to.equal(
      true,
    )
    await page.getByLabel('Correo').fill(`ana-${house.owner.email}`)
    await button(page, 'Crear cuenta').click()

    await page.getByRole('heading', { level: 1, name: 'Le damos la bienvenida, Ana' }).waitFor()
    await button(page, 'Agregar un vehículo').waitFor()
    await expectKindness(page)
    const current = await (await page.request.get(`${house.url}/api/tenants/current`)).json()
    expect([current.timezone, current.locale]).to.deep.equal(['America/Santiago', 'es'])

    await button(page, 'Agregar un vehículo').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nombre').fill('Bici de Ana')
    await dialog.getByRole('radio', { name: 'Bicicleta' }).check({ force: true })
    await expectKindness(page)
    await button(page, 'Agregar y conectar un dispositivo').click()
    await dialog.getByRole('img', { name: 'Código QR que configura Traccar Client' }).waitFor()
    await dialog.getByText('Esperando la primera posición…').waitFor()
    await expectKindness(page)
    await dialog.getByRole('tab', { name: 'Traccar Client' }).press('End')
    const value = (label: string) => dialog.getByLabel(label, { exact: true }).inputValue()
    const [address, id] = [await value('URL del servidor'), await value('Identificador del dispositivo')]
    expect(id).to.match(/^bici-de-ana-\w{5}$/)
    const answer = await page.request.post(address, { form: { id, lat: '-33.45', lon: '-70.67' } })
    expect(answer.status()).to.equal(200)
    await dialog.getByText('Funciona: ha llegado una posición.').waitFor()
    await dialog.getByRole('link', { name: 'Mostrar en el mapa' }).waitFor()
    await button(page, 'Listo').click()
    await page.getByText('Ya hay un vehículo').waitFor()
    expect(faults.filter((fault) => !/status of (409|422)/.test(fault))).to.deep.equal([])
    await context.close()
  })

  it('switch field service on and take it back, for admins [ST-11] [ST-12]', async () => {
    const member = await addMember(house.owner, 'member')
    const asMember = await openApp(house.browser, member, '/start')
    await asMember.page.getByRole('link', { name: 'Upload a file' }).waitFor()
    expect(await button(asMember.page, /Switch it on|Add a vehicle/).count()).to.equal(0)
    await asMember.context.close()

    const { page, context } = await openApp(house.browser, house.owner, '/start')
    await button(page, 'Switch it on').click()
    await page.getByRole('link', { name: 'To the technicians' }).waitFor()
    const { body } = await house.owner.call('GET', '/api/tenants/features')
    expect(body.features).to.include({ 'trakservice.enabled': true, 'trakservice.quotes': true })
    await button(page, 'Undo').click()
    await button(page, 'Switch it on').waitFor()
    await context.close()
  })

  it('lead whoever comes to the fleet once there is a vehicle, and back to where they came for [ST-2] [ST-10]', async () => {
    const { page, context } = await openApp(house.browser, house.owner, '/')
    await page.waitForURL(/#\/start$/)
    await addVehicle(house.owner, { name: 'Van 1' })
    await page.goto(`${house.url}/#/`)
    await page.waitForURL(/#\/fleet$/)
    await context.close()

    const stranger = await openPage(house.browser)
    await stranger.page.goto(`${house.url}/?next=%2Fdocs`)
    await fillDoor(stranger.page, house.owner.email, 'a wrong password')
    await button(stranger.page, /^Sign in$/).click()
    await stranger.page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor()
    await fillDoor(stranger.page, house.owner.email, house.owner.password)
    await button(stranger.page, /^Sign in$/).click()
    await stranger.page.waitForURL(`${house.url}/docs`)
    await stranger.page.goto(`${house.url}/?next=%2F%2Fevil.example%2F`) // signed in by now
    await stranger.page.waitForURL(`${house.url}/?next=%2F%2Fevil.example%2F#/fleet`)
    await stranger.context.close()
  })

  it('speak the language that is chosen, without JavaScript too [ST-20]', async () => {
    const { imei } = await addVehicle(house.owner, { name: 'Van 2' })
    const made = await house.owner.call('POST', '/api/fleet/share-track/create', {
      imei,
      duration_minutes: 30,
    })
    const { page, context } = await openPage(house.browser, { javaScriptEnabled: false })
    await page.goto(made.body.share_url)
    await button(page, 'Português').click()
    await page.getByText('Compartilhado com você').waitFor()
    expect(page.url()).to.equal(made.body.share_url)
    await context.close()

    const app = await openApp(house.browser, house.owner, '/start')
    await app.page.getByLabel('Account of A Person').click()
    await button(app.page, 'Español').click()
    await app.page.getByRole('heading', { name: 'Le damos la bienvenida, A' }).waitFor()
    expect(app.page.url()).to.equal(`${house.url}/#/start`)
    await app.context.close()
  })

  it('offer a new version once it is there, and change over to it when asked [ST-32]', async () => {
    const { page, context } = await openApp(house.browser, house.owner, '/start', { serviceWorkers: 'allow' })
    await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller))
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js?next').then(() => {}))
    await page.getByText('A new version is ready.').waitFor()
    const loaded = page.waitForEvent('load')
    await button(page, 'Load it').click()
    await loaded
    await page.getByRole('heading', { name: 'Welcome, A' }).waitFor()
    await context.close()
  })

  it('come without a network, say so and go on; signing out forgets what was kept [ST-31] [ST-34] [ST-35] [T-60]', async () => {
    const { page, context } = await openApp(house.browser, house.owner, '/start', { serviceWorkers: 'allow' })
    const kept = () => page.evaluate(() => caches.keys())
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
    await page.waitForFunction(async () => Boolean(await caches.match('/')))
    await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller))
    await page.reload() // by the worker, which keeps what comes
    await page.getByRole('heading', { name: 'Welcome, A' }).waitFor()

    await context.setOffline(true)
    await page.reload()
    await page.getByRole('heading', { name: 'You are offline' }).waitFor()
    await expectKindness(page)
    await context.setOffline(false)
    await page.getByRole('heading', { name: 'Welcome, A' }).waitFor()

    const shared = await page.evaluate(async () => {
      const body = new FormData()
      body.append('files', new File(['hello'], 'grüße.txt', { type: 'text/plain' }))
      await fetch('/share-target', { method: 'POST', body, redirect: 'manual' })
      return (await (await caches.open('fleeting-shared')).keys()).length
    })
    expect(shared).to.equal(1)
    expect(await kept()).to.include.members(['fleeting-page', 'fleeting-shared'])
    await page.goto(`${house.url}/#/assets?shared=1`)
    const question = page.getByRole('dialog', { name: 'Upload this file?' })
    await question.getByText('grüße.txt').waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    expect((await house.owner.call('GET', '/api/v3/assets')).body.count).to.equal(0)
    await page.waitForURL(/#\/assets$/)
    await page.goto(`${house.url}/#/assets?shared=none`)
    await page.getByText('Only files can be taken').waitFor()
    await page.getByLabel('Account of A Person').click()
    await button(page, 'Sign out').click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await kept()).to.deep.equal([])
    await context.close()
  })
})
