import { expect } from 'chai'
import { addMember } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago } from './a-house.ts'
import { addProfile, aPing, aTechnician, sendPing, trakService } from './a-technician.ts'
import { aTrackedHouse, type TrackedHouse } from './a-tracked-house.ts'

let owner: TrackedHouse['owner']
let dispatcher: TrackedHouse['dispatcher']
let joao: TrackedHouse['joao']
let of: TrackedHouse['of']
let read: TrackedHouse['read']
let consent: TrackedHouse['consent']
const prepare = async () => {
  ;({ owner, dispatcher, joao, of, read, consent } = await aTrackedHouse())
}

describe('consent, audit and looks', () => {
  beforeEach(prepare)

  it('keep each switch with who, when and to what [TR-8]', async () => {
    const off = await consent(joao, false, { version: '2026-01' })
    const on = await consent(joao, true)
    const { body } = await read(dispatcher, 'consent/')

    expect([off.status, on.status]).to.deep.equal([200, 200])
    const by = { id: joao.userId, full_name: 'João Silva' }
    expect(off.body).to.deep.equal({ allow_tracking: false, version: '2026-01', at: off.body.at, by })
    expect(body.count).to.equal(3)
    expect(body.results.slice(0, 2)).to.deep.equal([on.body, off.body])
    expect(body.results[2]).to.deep.include({
      allow_tracking: true,
      by: { id: owner.userId, full_name: 'A Person' },
    })
    const profile = await owner.call('GET', `${trakService}/technicians/${joao.technicianId}`)
    expect(profile.body.allow_tracking).to.equal(true)
    const { database } = await sharedService()
    const events = await database.query(
      `select actor_id, data from event where aggregate_id = $1 and name = 'technician.tracking_changed' order by seq`,
      [joao.technicianId],
    )
    expect(events).to.deep.equal([
      { actor_id: owner.userId, data: { allowed: true } },
      { actor_id: joao.userId, data: { allowed: false } },
      { actor_id: joao.userId, data: { allowed: true } },
    ])
  })

  it('leave it to the technician to say yes after a no of their own, on every way [TR-9]', async () => {
    await consent(joao, false)

    const asked = await consent(dispatcher, true)
    const patched = await owner.call('PATCH', `${trakService}/technicians/${joao.technicianId}`, {
      allow_tracking: true,
    })
    const fresh = await aTechnician(owner)
    const again = await owner.call('DELETE', `${trakService}/technicians/${joao.technicianId}`)
    const profile = await addProfile(owner, joao.userId, { allow_tracking: false })
    const anew = await dispatcher.call('POST', of('consent/', profile), { allow_tracking: true })

    expect([asked.status, asked.body.code]).to.deep.equal([403, 'consent_withdrawn'])
    expect(asked.body.detail).to.equal('O técnico desativou o rastreamento; só ele pode reativá-lo.')
    expect([patched.status, patched.body.code]).to.deep.equal([403, 'consent_withdrawn'])
    expect([again.status, anew.status, anew.body.code]).to.deep.equal([204, 403, 'consent_withdrawn'])
    const byDispatcher = await dispatcher.call('POST', of('consent/', fresh.technicianId), {
      allow_tracking: false,
    })
    const backOn = await dispatcher.call('POST', of('consent/', fresh.technicianId), { allow_tracking: true })
    expect([byDispatcher.status, backOn.status]).to.deep.equal([200, 200])
  })

  it('write each ping down, newest first, and never where it was [TR-7]', async () => {
    const sent = aPing()
    await sendPing(joao, sent)
    await sendPing(joao, sent)
    await sendPing(joao, { latitude: '91', device_id: 'other', source: 'fused' })
    await consent(joao, false)
    await sendPing(joao, { recorded_at: ago(1) })

    const { status, body } = await read(joao, 'location/audit/')

    expect([status, body.count]).to.deep.equal([200, 4])
    expect(
      body.results.map((row: Record<string, unknown>) => [row.outcome, row.code, row.device_id, row.source]),
    ).to.deep.equal([
      ['refused', 'tracking_not_allowed', 'device-abc123', 'gps'],
      ['refused', 'coordinates_invalid', 'other', 'fused'],
      ['duplicate', null, 'device-abc123', 'gps'],
      ['accepted', null, 'device-abc123', 'gps'],
    ])
    expect(body.results[3].recorded_at).to.equal(sent.recorded_at)
    expect(JSON.stringify(body)).not.to.contain('23.55')
    expect((await read(owner, 'location/audit/?page_size=1&page=2')).body.results).to.deep.equal([
      body.results[1],
    ])
  })

  it('say who looked: not the technician, and not twice in ten minutes [TR-18]', async () => {
    await sendPing(joao)
    await read(joao, 'location/latest/')
    await read(joao, 'location/')
    await read(dispatcher, 'location/latest/')
    await read(owner, 'location/')

    const { body } = await read(joao, 'location/views/')

    expect(body.results).to.deep.equal([
      {
        viewer: { id: owner.userId, full_name: 'A Person' },
        via: 'trail',
        looks: 1,
        first_at: body.results[0].first_at,
        last_at: body.results[0].last_at,
      },
      {
        viewer: { id: dispatcher.userId, full_name: 'Ana Souza' },
        via: 'latest',
        looks: 1,
        first_at: body.results[1].first_at,
        last_at: body.results[1].last_at,
      },
    ])
  })

  it('are for the technician and for admins, and forbidden to dispatchers [TR-19]', async () => {
    const admin = await addMember(owner, 'admin')

    for (const path of ['location/audit/', 'location/views/']) {
      expect((await read(admin, path)).status).to.equal(200)
      expect((await read(joao, path)).status).to.equal(200)
      const { status, body } = await read(dispatcher, path)
      expect([status, body.code]).to.deep.equal([403, 'forbidden'])
    }
  })
})
