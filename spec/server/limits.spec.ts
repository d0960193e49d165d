import { expect } from 'chai'
import type { RedisClientType } from 'redis'
import { readConfig } from '../../server/config.ts'
import { createLimits, networkOf } from '../../server/limits.ts'
import { createLog } from '../../server/log.ts'
import { connectRedis } from '../../server/redis.ts'
import { type Client, clientOf } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { refusalOf } from '../support/refusals.ts'
import { startService, type TestService } from '../support/service.ts'

describe('the network of an address', () => {
  it('is the whole address in IPv4, mapped into IPv6 or not', () => {
    expect(networkOf('203.0.113.7')).to.equal('203.0.113.7')
    expect(networkOf('::ffff:203.0.113.7')).to.equal('203.0.113.7')
    expect(networkOf('::FFFF:203.0.113.7')).to.equal('203.0.113.7')
  })

  it('is the /64 in IPv6, however it is written [T-1] [T-11]', () => {
    const same = [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      '2001:0db8:0001:0002:0:0:0:1',
      '2001:DB8:1:2::',
      '2001:db8:1:2::1%eth0',
    ]
    expect(new Set(same.map(networkOf))).to.deep.equal(new Set(['2001:db8:1:2::/64']))
    expect(networkOf('2001:db8:1:3::1')).to.equal('2001:db8:1:3::/64')
    expect(networkOf('2001:db8::1')).to.equal('2001:db8:0:0::/64')
    expect(networkOf('::1')).to.equal('0:0:0:0::/64')
    expect(networkOf('::')).to.equal('0:0:0:0::/64')
    expect(networkOf('fe80::1%lo')).to.equal('fe80:0:0:0::/64')
  })

  it('is what it says of itself where it is no address', () => {
    expect(networkOf('')).to.equal('')
    expect(networkOf('unix')).to.equal('unix')
  })
})

describe('a budget', () => {
  const limits = () => createLimits(readConfig({ RATE_LIMIT_SHARE_OPEN: '2/h', RATE_LIMIT_API: 'off' }))

  it('is drawn from until it is used up, each key by itself', async () => {
    const { consume } = limits()

    const first = await consume('share_open', 'a')
    const second = await consume('share_open', 'a')
    const refused = await refusalOf(consume('share_open', 'a'))

    expect(first).to.include({ name: 'share_open', points: 2, seconds: 3600, remaining: 1 })
    expect(second).to.include({ remaining: 0 })
    expect(refused.code).to.equal('rate_limited')
    expect(refused.details.seconds).to.be.within(3590, 3600)
    expect(refused.details.allowance).to.include({ name: 'share_open', remaining: 0 })
    expect(await consume('share_open', 'b')).to.include({ remaining: 1 })
  })

  it('can be looked at without drawing', async () => {
    const { consume, refuseExhausted } = limits()

    for (let i = 0; i < 5; i++) await refuseExhausted('share_open', 'a')
    await consume('share_open', 'a')
    await refuseExhausted('share_open', 'a')
    await consume('share_open', 'a')

    expect((await refusalOf(refuseExhausted('share_open', 'a'))).code).to.equal('rate_limited')
    await refuseExhausted('share_open', 'b')
  })

  it('that is off never ends', async () => {
    const { consume, refuseExhausted } = limits()

    for (let i = 0; i < 1_000; i++) expect(await consume('api', 'a')).to.equal(undefined)
    await refuseExhausted('api', 'a')
    expect(await consume('none', 'a')).to.equal(undefined)
  })
})

describe('a budget in Redis', function () {
  this.timeout(30_000)
  let server: RedisServer
  const clients: RedisClientType[] = []
  before(async () => {
    server = await startRedis()
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await server.stop()
  })
  const node = async () => {
    const client = await connectRedis(server.url, createLog('silent'))
    clients.push(client)
    return createLimits(readConfig({ RATE_LIMIT_SHARE_OPEN: '3/h' }), client)
  }

  it('is one for all nodes, and each node’s own while Redis is away [T-12]', async () => {
    const [one, other] = [await node(), await node()]

    expect((await one.consume('share_open', 'a'))?.remaining).to.equal(2)
    expect((await other.consume('share_open', 'a'))?.remaining).to.equal(1)
    expect((await one.consume('share_open', 'a'))?.remaining).to.equal(0)
    expect((await refusalOf(other.consume('share_open', 'a'))).code).to.equal('rate_limited')
    expect((await refusalOf(other.refuseExhausted('share_open', 'a'))).code).to.equal('rate_limited')

    await server.kill()
    for (let i = 2; i >= 0; i--) expect((await one.consume('share_open', 'b'))?.remaining).to.equal(i)
    expect((await refusalOf(one.consume('share_open', 'b'))).code).to.equal('rate_limited')
    expect((await refusalOf(one.refuseExhausted('share_open', 'b'))).code).to.equal('rate_limited')
    expect((await other.consume('share_open', 'b'))?.remaining).to.equal(2)
  })
})

describe('whom a limit counts', function () {
  this.timeout(30_000)
  const services: TestService[] = []
  after(() => Promise.all(services.map((service) => service.stop())))
  const start = async (env: Record<string, string>): Promise<Client> => {
    const service = await startService({ RATE_LIMIT_API: '3/h', ...env })
    services.push(service)
    return clientOf(service.url)
  }
  /** Calls on behalf of five addresses, and a sixth time of the first. */
  const statusesAs = async (client: Client, header: (i: number) => Record<string, string>) => {
    const statuses: number[] = []
    for (const i of [1, 2, 3, 4, 5, 1])
      statuses.push((await client.call('GET', '/asyncapi.json', undefined, header(i))).status)
    return statuses
  }

  it('is the peer, whatever headers claim, where no proxy is declared [T-61]', async () => {
    const client = await start({})
    const claims = (i: number) => ({
      'x-forwarded-for': `198.51.100.${i}`,
      forwarded: `for=198.51.100.${i}`,
      'x-real-ip': `198.51.100.${i}`,
      'cf-connecting-ip': `198.51.100.${i}`,
      'true-client-ip': `198.51.100.${i}`,
    })

    expect(await statusesAs(client, claims)).to.deep.equal([200, 200, 200, 429, 429, 429])
  })

  it('is whom a declared proxy forwards, by the hop that the proxy itself saw [T-61]', async () => {
    const client = await start({ TRUST_PROXY: 'loopback', RATE_LIMIT_API: '1/h' })

    expect(await statusesAs(client, (i) => ({ 'x-forwarded-for': `198.51.100.${i}` }))).to.deep.equal([
      200, 200, 200, 200, 200, 429,
    ])
    // What stands left of it was written by the visitor.
    expect(
      await statusesAs(client, (i) => ({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.77` })),
    ).to.deep.equal([200, 429, 429, 429, 429, 429])
    expect(await statusesAs(client, (i) => ({ 'x-forwarded-for': `2001:db8:7:7::${i}` }))).to.deep.equal([
      200, 429, 429, 429, 429, 429,
    ])
  })

  it('is the peer again, where another proxy than this one is declared [T-61]', async () => {
    const client = await start({ TRUST_PROXY: '10.0.0.0/8' })

    expect(await statusesAs(client, (i) => ({ 'x-forwarded-for': `198.51.100.${i}` }))).to.deep.equal([
      200, 200, 200, 429, 429, 429,
    ])
  })

  it('believes no forwarded host or protocol: links begin as configured [T-61]', async () => {
    const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    const urlIn = async (client: Client) =>
      (await client.call('GET', '/asyncapi.json', undefined, forged)).body.servers.gateway

    const open = await start({})
    const port = await freePort()
    await start({ PUBLIC_URL: 'https://share.example.org/', PORT: String(port) })

    expect(await urlIn(open)).to.include({ host: new URL(open.url).host, protocol: 'ws' })
    expect(await urlIn(clientOf(`http://127.0.0.1:${port}`))).to.include({
      host: 'share.example.org',
      protocol: 'wss',
    })
  })
})
