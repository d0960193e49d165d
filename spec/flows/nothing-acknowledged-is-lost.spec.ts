import { expect } from 'chai'
import pg from 'pg'
import { findEmbeddedPostgres } from '../../db/embedded.ts'
import { addVehicle, clientOf, type Person, register, type TestVehicle } from '../support/client.ts'
import { until } from '../support/until.ts'
import { carDrive, type Fix } from './support/drives.ts'
import { aFolder, endHouses, killPostmaster, postmasterOf, startHouse } from './support/house.ts'
import { connect, disconnectAll, next } from './support/sockets.ts'

/** Devices that report without a pause, one position after the other, and remember what was acknowledged. */
interface Stream {
  readonly acknowledged: { imei: string; recorded_at: string }[]
  /** Resolves once every device has stopped. */
  end(): Promise<void>
}

describe('what was acknowledged', function () {
  this.timeout(90_000)
  let folder: string
  let owner: Person
  let vehicles: TestVehicle[]

  beforeEach(async () => {
    folder = await aFolder()
  })
  afterEach(async () => {
    disconnectAll()
    await endHouses()
  })

  const aHouse = async () => {
    const house = await startHouse(folder)
    owner = await register(house.url)
    vehicles = await Promise.all(Array.from({ length: 4 }, () => addVehicle(owner)))
    return house
  }
  /** Two devices by REST, in small batches, and two over sockets. */
  const stream = async (url: string): Promise<Stream> => {
    const drive = carDrive(1_000)
    const acknowledged: Stream['acknowledged'] = []
    let isOver = false
    const remember = (imei: string, fixes: readonly Fix[]) =>
      acknowledged.push(...fixes.map(({ recorded_at }) => ({ imei, recorded_at })))

    const byRest = async ({ imei }: TestVehicle) => {
      for (let i = 0; i < drive.length && !isOver; i += 3) {
        const batch = drive.slice(i, i + 3)
        const reply = await owner
          .call(
            'POST',
            '/api/fleet/positions',
            batch.map((fix) => ({ imei, ...fix })),
          )
          .catch(() => undefined) // the connection broke: nothing was promised
        if (reply?.status === 202) remember(imei, batch)
      }
    }
    const bySocket = async ({ imei, ingestKey }: TestVehicle) => {
      const patience = { reconnection: true, reconnectionDelay: 100 }
      const socket = connect(url, '/ingest', { device_id: imei, key: ingestKey }, patience)
      await next(socket, 'connect')
      for (const fix of drive) {
        if (isOver) return
        const receipt = await socket
          .timeout(2_000)
          .emitWithAck('position', fix)
          .catch(() => undefined) // the connection broke: nothing was promised
        if (receipt?.accepted === 1) remember(imei, [fix])
      }
    }
    const [one, two, three, four] = vehicles as [TestVehicle, TestVehicle, TestVehicle, TestVehicle]
    const devices = [byRest(one), byRest(two), bySocket(three), bySocket(four)]
    return {
      acknowledged,
      async end() {
        isOver = true
        await Promise.all(devices)
      },
    }
  }
  const isInFullFlow = ({ acknowledged }: Stream) =>
    until(() => new Set(acknowledged.map(({ imei }) => imei)).size === 4 && acknowledged.length > 200, 15_000)

  /** The recording has an outlier, which is kept and yet in no trail: of those, and of no other, the table is asked. */
  const missing = async (url: string, { acknowledged }: Stream) => {
    const stored = new Set(await quarantined())
    for (const { imei } of vehicles) {
      const { body } = await clientOf(url, owner.token).call('GET', `/api/fleet/vehicles/${imei}/trail`)
      for (const { recorded_at } of body.positions) stored.add(`${imei} ${recorded_at}`)
    }
    return acknowledged.filter(({ imei, recorded_at }) => !stored.has(`${imei} ${recorded_at}`))
  }
  const quarantined = async (): Promise<string[]> => {
    const client = new pg.Client({ connectionString: (await findEmbeddedPostgres(folder))! })
    await client.connect()
    const { rows } = await client.query(
      'select imei, recorded_at from position join vehicle on key = subject_key where quarantined',
    )
    await client.end()
    expect(rows.length).to.be.at.most(vehicles.length) // one outlier a drive, so nothing hides behind it
    return rows.map(({ imei, recorded_at }) => `${imei} ${recorded_at.toISOString()}`)
  }

  it('is in the trail after the service was killed in the middle of it, and another took the folder over', async () => {
    const first = await aHouse()
    const told = await stream(first.url)
    await isInFullFlow(told)

    await first.kill()
    disconnectAll()
    await told.end()
    const left = await postmasterOf(folder)
    const second = await startHouse(folder)

    expect(await missing(second.url, told)).to.deep.equal([])
    expect(await postmasterOf(folder)).to.deep.equal(left)
    expect(await second.stop()).to.equal(0)
    expect(await postmasterOf(folder)).to.equal(undefined)
  })

  it('is in the trail after the service and its database were killed together', async () => {
    const first = await aHouse()
    const told = await stream(first.url)
    await isInFullFlow(told)

    await Promise.all([killPostmaster(folder), first.kill()])
    disconnectAll()
    await told.end()
    const second = await startHouse(folder)

    expect(await missing(second.url, told)).to.deep.equal([])
    const [vehicle] = vehicles
    const after = { imei: vehicle!.imei, latitude: 48.16, longitude: 11.56 }
    const { body } = await clientOf(second.url, owner.token).call('POST', '/api/fleet/positions', after)
    expect(body).to.include({ accepted: 1 })
  })

  it('is in the trail after the database alone was killed; the service brings it back and goes on', async () => {
    const house = await aHouse()
    const told = await stream(house.url)
    await isInFullFlow(told)
    const before = await postmasterOf(folder)

    await killPostmaster(folder)
    const soFar = told.acknowledged.length
    await until(() => told.acknowledged.length > soFar + 50, 20_000, 'positions are acknowledged again')
    await told.end()

    expect(await missing(house.url, told)).to.deep.equal([])
    expect((await postmasterOf(folder))?.pid)
      .to.be.a('number')
      .and.not.equal(before?.pid)
    expect((await clientOf(house.url).call('GET', '/readyz')).status).to.equal(200)
  })
})
