import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { until } from '../support/until.ts'
import { ask, FakeWorld, next, startNode, stopAll } from './a-gateway.ts'

describe('/ingest', () => {
  afterEach(stopAll)
  const report = { latitude: 52.5, longitude: 13.4 }

  it('takes positions of a device with its key, and answers after the commit [GW-16]', async () => {
    const node = await startNode(new FakeWorld())
    const device = node.connect('/ingest', { device_id: 'van', key: 'key-van' })

    const one = await ask(device, 'position', report)
    const many = await ask(device, 'position', [report, report])

    expect(one).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
    expect(many).to.include({ accepted: 2 })
    expect(node.reports).to.deep.equal([
      { source: { device: { imei: 'van' } }, input: report },
      { source: { device: { imei: 'van' } }, input: [report, report] },
    ])
  })

  it('cuts off a device whose key was replaced, and no other [GW-16] [T-46]', async () => {
    const node = await startNode(new FakeWorld())
    const [van, bus] = ['van', 'bus'].map((imei) =>
      node.connect('/ingest', { device_id: imei, key: `key-${imei}` }),
    )
    await ask(van!, 'position', report)
    await ask(bus!, 'position', report)

    node.announcements.subjectChanged({ id: 'van', tenantId: 1 }, 'changed')
    await ask(van!, 'position', report)
    node.announcements.subjectChanged({ id: 'van', tenantId: 1 }, 'rekeyed')
    await until(() => van!.disconnected)

    expect(await ask(bus!, 'position', report)).to.include({ accepted: 1 })
  })

  it('takes positions of the whole fleet from those who run it [GW-16]', async () => {
    const world = new FakeWorld()
    const node = await startNode(world)
    const { jwt, member } = world.member({ role: 'dispatcher' })
    const socket = node.connect('/ingest', { jwt })

    await ask(socket, 'position', { imei: 'van', ...report })

    expect(node.reports[0]?.source).to.deep.equal({ member })
  })

  it('takes whatever a member reports, of whatever role: what they may say is judged with each report [GW-16] [TR-1]', async () => {
    const world = new FakeWorld()
    const node = await startNode(world)
    const { jwt, member } = world.member({ role: 'technician' })

    await ask(node.connect('/ingest', { jwt }), 'position', report)

    expect(node.reports).to.deep.equal([{ source: { member }, input: report }])
  })

  it('does not cut off a technician’s device whose tracking is off [TR-10]', async () => {
    const node = await startNode(new FakeWorld())
    const device = node.connect('/ingest', { device_id: 'van', key: 'key-van' })
    await ask(device, 'position', report)

    node.announcements.subjectChanged({ id: 'van', tenantId: 1 }, 'hidden')

    expect(await ask(device, 'position', report)).to.include({ accepted: 1 })
  })

  it('refuses a wrong key, no key and nobody [GW-16] [T-48]', async () => {
    const node = await startNode(new FakeWorld())
    const codeFor = async (auth: object) =>
      (await next<{ data: { code: string } }>(node.connect('/ingest', auth), 'connect_error')).data.code

    expect(await codeFor({ device_id: 'van', key: 'key-other' })).to.equal('not_signed_in')
    expect(await codeFor({ jwt: 'nobody’s' })).to.equal('not_signed_in')
    expect(await codeFor({ device_id: 'van' })).to.equal('not_signed_in')
    expect(await codeFor({})).to.equal('not_signed_in')
  })

  it('says that nothing was kept while the database is away [GW-16]', async () => {
    const world = new FakeWorld()
    const node = await startNode(world)
    const device = node.connect('/ingest', { device_id: 'van', key: 'key-van' })
    await next(device, 'connect')

    world.isAway = true
    expect((await ask(device, 'position', report)).error.code).to.equal('unavailable')
    world.isAway = false
    expect(await ask(device, 'position', report)).to.include({ accepted: 1 })
  })

  it('bounds what waits for a commit [GW-16]', async () => {
    let commit = () => {}
    const committed = new Promise<void>((resolve) => (commit = resolve))
    const node = await startNode(new FakeWorld(), {
      limits: { ingestInFlight: 3, ingestPositionsInFlight: 6 },
      ingest: {
        isDeviceOf: () => false,
        async report(_source, input) {
          await committed
          return { accepted: Array.isArray(input) ? input.length : 1, duplicates: 0, rejected: [] }
        },
      },
    })
    const device = node.connect('/ingest', { device_id: 'van', key: 'key-van' })
    await next(device, 'connect')

    const four = Promise.all([0, 1, 2, 3].map(() => ask(device, 'position', report)))
    const large = ask(device, 'position', Array(7).fill(report))
    await sleep(50)
    commit()

    const answers = await four
    expect(answers.filter((answer) => answer.accepted === 1)).to.have.length(3)
    expect(answers[3].error.code).to.equal('rate_limited')
    expect((await large).error.code).to.equal('rate_limited')
    expect((await ask(device, 'position', Array(5_001).fill(report))).error.code).to.equal(
      'payload_too_large',
    )
    expect(await ask(device, 'position', report)).to.include({ accepted: 1 })
  })

  it('is closed to who floods it [GW-15]', async () => {
    const node = await startNode(new FakeWorld(), {
      limits: { ingestBurst: 50, ingestPerSecond: 1, strikes: 10 },
    })
    const device = node.connect('/ingest', { device_id: 'van', key: 'key-van' })
    await next(device, 'connect')

    for (let i = 0; i < 500; i++) device.emit('position', report)
    await until(() => !device.connected)

    expect(node.reports).to.have.length(50)
  })
})
