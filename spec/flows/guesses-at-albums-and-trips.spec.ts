import { expect } from 'chai'
import { aTrip } from '../server/a-trip.ts'
import { type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'

describe('guesses at the links of albums and trips', () => {
  let service: TestService
  let owner: Person
  let guesser: Person
  before(async () => {
    service = await startService({ RATE_LIMIT_SHARE_FAIL: '3/m' })
    owner = await register(service.url)
    guesser = await register(service.url)
  })
  after(() => service.stop())

  it('come to an end, and from there on the right token is no better [T-1] [T-10]', async () => {
    const { body: album } = await owner.call('POST', '/api/albums', { title: 'Sea' })
    const { token } = (await owner.call('PUT', `/api/albums/${album.id}/share-link`, {})).body
    const { tripId } = await aTrip(owner)
    const trip = (await owner.call('GET', `/api/trip/${tripId}/share`)).body.data.token
    const accept = (share_token: string) => guesser.call('POST', '/api/albums/accept', { share_token })
    const resolve = (ref: string) => guesser.call('GET', `/api/trip/share/${ref}`)
    expect([(await accept(token)).status, (await resolve(trip)).status]).to.deep.equal([200, 200])

    for (const guess of [() => accept('x'.repeat(22)), () => resolve('y'.repeat(32)), () => accept('z')])
      expect((await guess()).status).to.equal(404)
    const refused = [await accept(token), await resolve(trip)]

    for (const { status, body, headers } of refused) {
      expect([status, body.code]).to.deep.equal([429, 'rate_limited'])
      expect(Number(headers.get('retry-after'))).to.be.above(0)
    }
    expect(refused[1]!.body).to.include({ success: false })
    expect((await guesser.call('GET', `/api/albums/${album.id}`)).status).to.equal(200)
  })
})
