import { expect } from 'chai'
import { addVehicle, clientOf, register } from '../support/client.ts'
import { createDatabase } from '../support/database.ts'
import { startService } from '../support/service.ts'

describe('another LINK_KEY', () => {
  it('ends every link and device key, and lets new ones take their place', async () => {
    const database = await createDatabase()
    const before = await startService({}, database)
    const owner = await register(before.url)
    const vehicle = await addVehicle(owner)
    const share = { imei: vehicle.imei, duration_minutes: 60 }
    const old = await owner.call('POST', '/api/fleet/share-track/create', share)
    await before.stop()

    const after = await startService({ LINK_KEY: 'another-link-key-of-more-than-32-characters' }, database)
    const again = clientOf(after.url, owner.token)
    const existing = await again.call('GET', `/api/fleet/share-track/existing/${vehicle.imei}`)
    const mine = await again.call('GET', '/api/fleet/share-track/my-tracks')
    const made = await again.call('POST', '/api/fleet/share-track/create', share)
    const opened = await clientOf(after.url).call('GET', `/api/fleet/share-track/${made.body.token}`)
    const stale = await clientOf(after.url).call('GET', `/api/fleet/share-track/${old.body.token}`)
    const device = await clientOf(after.url).call(
      'POST',
      `/ingest/osmand/${vehicle.ingestKey}?id=${vehicle.imei}`,
    )
    await after.stop()
    await database.drop()

    expect([existing.status, mine.body.results]).to.deep.equal([404, []])
    expect(made.status).to.equal(201)
    expect(made.body.id).not.to.equal(old.body.id)
    expect([opened.status, stale.status, device.status]).to.deep.equal([200, 404, 404])
  })
})
