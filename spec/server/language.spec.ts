import { expect } from 'chai'
import { clientOf } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const page = { accept: 'text/html', 'accept-language': 'en' }
const formType = 'application/x-www-form-urlencoded'

describe('the choice of a language', () => {
  let url: string
  before(async () => {
    url = (await sharedService()).url
  })
  const choose = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    clientOf(url).call('POST', '/language', new URLSearchParams(fields).toString(), {
      'content-type': formType,
      ...headers,
    })

  it('is a cookie for a year, which no script reads, and a way back [ST-20]', async () => {
    const { status, headers } = await choose({ lang: 'pt-BR', to: '/share/abc/?item=2' })

    expect([status, headers.get('location')]).to.deep.equal([303, '/share/abc/?item=2'])
    expect(headers.get('set-cookie')).to.equal(
      'fleeting_lang=pt-BR; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax',
    )
    expect(headers.get('cache-control')).to.equal('no-store')
  })

  it('leads to no other site [ST-21] [T-30]', async () => {
    for (const to of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', ''])
      expect((await choose({ lang: 'es', to })).headers.get('location'), to).to.equal('/')
  })

  it('leads back to an address in any letters [ST-20]', async () => {
    const { status, headers } = await choose({ lang: 'es', to: '/share/férias-日本/?from=é#ü' })

    expect([status, headers.get('location')]).to.deep.equal([
      303,
      '/share/f%C3%A9rias-%E6%97%A5%E6%9C%AC/?from=%C3%A9#%C3%BC',
    ])
  })

  it('is one of three, and is not made by looking [ST-21]', async () => {
    expect((await choose({ lang: 'fr', to: '/' })).status).to.equal(422)
    const looked = await clientOf(url).call('GET', '/language?lang=es&to=/')
    expect([looked.status, looked.headers.get('set-cookie')]).to.deep.equal([404, null])
  })

  it('counts before what the browser prefers, on pages and in refusals [ST-22]', async () => {
    const cookie = 'fleeting_lang=es'
    const { body } = await clientOf(url).call('GET', '/', undefined, { ...page, cookie })
    const refused = await clientOf(url).call('GET', '/api/auth/me', undefined, { ...page, cookie })
    const junk = await clientOf(url).call('GET', '/', undefined, { ...page, cookie: 'fleeting_lang=fr' })

    expect(body).to.contain('<html lang="es">')
    expect(refused.body.detail).to.match(/sesión/)
    expect(junk.body).to.contain('<html lang="en">')
  })

  it('changes nothing for programs, which say their language or have none [ST-22]', async () => {
    const detail = async (headers: Record<string, string>) =>
      (await clientOf(url).call('GET', '/api/auth/me', undefined, headers)).body.detail as string

    expect(await detail({ 'accept-language': 'pt' })).to.match(/Entre/)
    expect(await detail({ 'accept-language': '*' })).to.equal(await detail({ 'accept-language': 'en' }))
  })
})
