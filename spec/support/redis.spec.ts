import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import { type RedisServer, startRedis } from './redis.ts'

describe('a Redis of a spec', () => {
  let redis: RedisServer

  before(async () => {
    redis = await startRedis()
  })

  after(() => redis.stop())

  const ask = async (command: string, patience = 1_000) => {
    const socket = connect({ port: redis.port, host: '127.0.0.1' })
    try {
      socket.write(`${command}\r\n`)
      const [reply] = await once(socket, 'data', { signal: AbortSignal.timeout(patience) })
      return String(reply).trim()
    } finally {
      socket.destroy()
    }
  }

  it('answers where its address says', async () => {
    expect(redis.url).to.equal(`redis://127.0.0.1:${redis.port}`)
    expect(await ask('PING')).to.equal('+PONG')
  })

  it('comes back empty on the same port after a crash', async () => {
    await ask('SET note here')
    const before = redis.pid

    await redis.kill()
    expect(redis.pid).to.equal(undefined)
    await redis.restart()

    expect(await ask('GET note')).to.equal('$-1')
    expect(redis.pid).not.to.equal(before)
  })

  it('answers nobody while it is paused', async () => {
    redis.pause()
    const silence = await ask('PING', 200).catch((error: Error) => error.name)
    redis.resume()

    expect(silence).to.equal('AbortError')
    expect(await ask('PING')).to.equal('+PONG')
  })

  it('stops even while it is paused', async () => {
    const other = await startRedis()
    const pid = other.pid ?? 0
    other.pause()

    await other.stop()

    expect(() => process.kill(pid, 0)).to.throw('ESRCH')
  })
})
