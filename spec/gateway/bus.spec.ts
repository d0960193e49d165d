import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createClient, type RedisClientType } from 'redis'
import { createLocalBus } from '../../gateway/bus.ts'
import { createRedisBus, type RedisBus } from '../../gateway/redis-bus.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { silentLog } from './a-gateway.ts'

const bytes = (text: string) => Buffer.from(text)
const hearing = () => {
  const heard: string[] = []
  return { heard, hear: (message: Uint8Array) => heard.push(Buffer.from(message).toString()) }
}

describe('the bus in one process', () => {
  it('delivers at once, to everybody who listens, and survives one who throws [GW-17]', () => {
    const bus = createLocalBus(silentLog)
    const { heard, hear } = hearing()
    bus.subscribe('a', () => {
      throw new Error('mine')
    })
    const stop = bus.subscribe('a', hear)

    bus.publish('a', bytes('one'))
    bus.publish('b', bytes('other'))
    stop()
    stop()
    bus.publish('a', bytes('two'))

    expect(heard).to.deep.equal(['one'])
    expect(bus.ready()).to.equal(true)
  })
})

for (const sharded of [true, false])
  describe(`the bus over Redis, ${sharded ? 'sharded' : 'classic'}`, () => {
    let server: RedisServer
    let redis: RedisClientType
    let buses: RedisBus[]

    beforeEach(async () => {
      server = await startRedis()
      redis = createClient({ url: server.url, socket: { reconnectStrategy: () => 30 } })
      redis.on('error', () => {})
      await redis.connect()
      const open = () => createRedisBus(redis, { sharded, log: silentLog })
      buses = await Promise.all([open(), open()])
    })
    afterEach(async () => {
      await Promise.all(buses.map((bus) => bus.close()))
      redis.destroy()
      await server.stop()
    })

    it('brings messages to other nodes, and to this one once and without waiting [GW-17]', async () => {
      const [here, there] = buses as [RedisBus, RedisBus]
      const [own, other] = [hearing(), hearing()]
      here.subscribe('a', own.hear)
      there.subscribe('a', other.hear)
      await until(async () => (await listeners()) === 2)

      here.publish('a', bytes('one'))
      expect(own.heard).to.deep.equal(['one'])
      there.publish('a', bytes('two'))
      await until(() => own.heard.length === 2 && other.heard.length === 2)
      await sleep(30)

      expect(own.heard).to.deep.equal(['one', 'two'])
      expect(other.heard.toSorted()).to.deep.equal(['one', 'two'])
    })

    it('listens only while somebody does [GW-17]', async () => {
      const [here] = buses as [RedisBus, RedisBus]
      const [one, two] = [here.subscribe('a', () => {}), here.subscribe('a', () => {})]
      await until(async () => (await listeners()) === 1)

      one()
      await sleep(30)
      expect(await listeners()).to.equal(1)
      two()
      await until(async () => (await listeners()) === 0)
      here.subscribe('a', () => {})()
      const { heard, hear } = hearing()
      here.subscribe('a', hear)
      await until(async () => (await listeners()) === 1)
      ;(buses[1] as RedisBus).publish('a', bytes('still'))
      await until(() => heard.length === 1)
    })

    it('goes on locally while Redis is away, and joins the nodes again when it is back [GW-17]', async () => {
      const [here, there] = buses as [RedisBus, RedisBus]
      const [own, other, late] = [hearing(), hearing(), hearing()]
      here.subscribe('a', own.hear)
      there.subscribe('a', other.hear)
      await until(async () => (await listeners()) === 2)

      await server.kill()
      await until(() => !here.ready() && !there.ready())
      here.publish('a', bytes('alone'))
      there.subscribe('b', late.hear)
      expect(own.heard).to.deep.equal(['alone'])
      await until(() => here.dropped() === 1)

      await server.restart()
      await until(() => here.ready() && there.ready())
      await until(async () => (await listeners()) === 2 && (await listeners('b')) === 1)
      here.publish('a', bytes('together'))
      here.publish('b', bytes('late'))
      await until(() => other.heard.length > 0 && late.heard.length > 0)

      expect(other.heard).to.deep.equal(['together'])
      expect(late.heard).to.deep.equal(['late'])
    })

    const listeners = async (channel = 'a'): Promise<number> => {
      const reply = await redis.sendCommand(['PUBSUB', sharded ? 'SHARDNUMSUB' : 'NUMSUB', channel])
      return Number((reply as unknown as unknown[])[1])
    }
  })
