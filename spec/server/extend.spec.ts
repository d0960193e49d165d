import { expect } from 'chai'
import { clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aSharedVehicle } from './a-house.ts'
import { extendCodeOf } from './cases/mail.ts'

describe('the page behind a mail about a link’s end', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Extenders')
  })

  const browse = (method: string, code: string, language = 'en') =>
    clientOf(url).call(method, `/extend/${code}`, undefined, {
      'accept-language': language,
      accept: 'text/html',
    })
  const endOf = async (imei: string) =>
    (await owner.call('GET', `/api/fleet/share-track/existing/${imei}`)).body.scheduled_for as string

  it('says what its button does and changes nothing, for programs that read mail open it too', async () => {
    const vehicle = await aSharedVehicle(owner)
    const code = await extendCodeOf(vehicle.linkId)
    const before = await endOf(vehicle.imei)

    const page = await browse('GET', code)
    const head = await browse('HEAD', code)

    expect(page.status).to.equal(200)
    expect(page.body)
      .to.include('Let “Van 1” go on?')
      .and.match(/<form method="post"><button[^>]*>Extend until /)
      .and.include(`name="to" value="/extend/${code}"`) // read in another language it is the same page [VP-22]
    expect(page.body).to.not.match(/<script|http-equiv="refresh"/)
    expect(page.headers.get('cache-control')).to.include('no-store')
    expect(page.headers.get('referrer-policy')).to.equal('no-referrer')
    expect(head.status).to.equal(200)
    expect(await endOf(vehicle.imei)).to.equal(before)
  })

  it('extends the link at the press of its button, without a sign-in, once', async () => {
    const vehicle = await aSharedVehicle(owner)
    const code = await extendCodeOf(vehicle.linkId)
    const before = Date.parse(await endOf(vehicle.imei))

    const done = await browse('POST', code)
    const after = Date.parse(await endOf(vehicle.imei))
    const again = await browse('POST', code)
    const looked = await browse('GET', code)

    expect(done.status).to.equal(200)
    expect(done.body).to.include('Extended').and.include('Van 1')
    expect(after - before).to.be.closeTo(3_600_000, 1_000)
    expect([again.status, looked.status]).to.deep.equal([409, 409])
    expect(again.body).to.include('This has been done')
    expect(Date.parse(await endOf(vehicle.imei))).to.equal(after)
  })

  it('speaks three languages, and to people where it refuses', async () => {
    const vehicle = await aSharedVehicle(owner)
    const code = await extendCodeOf(vehicle.linkId)
    const asked = await Promise.all(['pt-BR', 'es'].map((language) => browse('GET', code, language)))
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)

    const withdrawn = await browse('POST', code, 'es')
    const unknown = await browse('GET', 'x'.repeat(100), 'pt-BR')

    expect(asked[0]!.body).to.include('Deixar “Van 1” continuar?')
    expect(asked[1]!.body).to.include('¿Dejar que «Van 1» continúe?')
    expect([withdrawn.status, unknown.status]).to.deep.equal([410, 404])
    expect(withdrawn.body).to.include('Este enlace se retiró')
    expect(unknown.body).to.include('Não há nada aqui')
    for (const { headers } of [withdrawn, unknown])
      expect(headers.get('content-type')).to.match(/^text\/html/)
  })

  it('shows a title as the text that it is [T-44]', async () => {
    const vehicle = await aSharedVehicle(owner)
    const { database } = await sharedService()
    const title = '<img src=x onerror=alert(1)>\u202e"&'
    await database.query('update share_link set title = $2 where id = $1', [vehicle.linkId, title])

    const { body } = await browse('GET', await extendCodeOf(vehicle.linkId))

    expect(body).to.include('&lt;img src=x').and.not.include('<img').and.not.include('\u202e')
  })
})
