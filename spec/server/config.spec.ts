import { expect } from 'chai'
import { readConfig, readRate } from '../../server/config.ts'
import { launch, ServiceEnded } from '../support/service.ts'

const key = 'x'.repeat(32)
/** The names that are complained about, one a line. */
const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n')
    return lines.map((line) => line.trim().split(' ')[0]!)
  }
  return []
}

describe('the settings', () => {
  it('have a default, all of them', () => {
    const config = readConfig({})

    expect(config).to.include({
      PORT: 3000,
      HOST: '0.0.0.0',
      DATA_DIR: './data',
      WORKERS: 1,
      LOG_LEVEL: 'info',
    })
    expect(config).to.include({
      RATE_LIMIT_SHARE_OPEN: '10/m',
      RATE_LIMIT_SHARE_FAIL: '10/m',
      RATE_LIMIT_SHARE_CREATE: '50/h',
    })
    expect(config.ROLES).to.deep.equal(['http', 'gateway', 'ingest', 'jobs'])
    expect([config.PUBLIC_URL, config.DATABASE_URL, config.REDIS_URL, config.TRUST_PROXY]).to.deep.equal(
      Array(4).fill(undefined),
    )
    expect(Object.isFrozen(config)).to.equal(true)
  })

  it('are read as they are meant: trimmed, empty ones unset, numbers as numbers, roles once', () => {
    const config = readConfig({
      PORT: ' 8080 ',
      HOST: '',
      PUBLIC_URL: 'https://x.example//',
      ROLES: 'http,jobs,http',
      REDIS_URL: 'redis://r',
      SOMETHING_ELSE: 'ignored',
    })

    expect(config).to.include({ PORT: 8080, HOST: '0.0.0.0', PUBLIC_URL: 'https://x.example' })
    expect(config.ROLES).to.deep.equal(['http', 'jobs'])
    expect(config).to.not.have.property('SOMETHING_ELSE')
  })

  it('let nobody call into private networks unless they say so [T-42]', () => {
    const outbound = (env: Record<string, string>) => {
      const { OUTBOUND_ALLOW_PRIVATE, OUTBOUND_PORTS } = readConfig(env)
      return [OUTBOUND_ALLOW_PRIVATE, OUTBOUND_PORTS]
    }

    expect(outbound({})).to.deep.equal(['off', '443,8443'])
    expect(outbound({ OUTBOUND_ALLOW_PRIVATE: 'on', OUTBOUND_PORTS: '443' })).to.deep.equal(['on', '443'])
    for (const wrong of [
      { OUTBOUND_ALLOW_PRIVATE: 'yes' },
      { OUTBOUND_PORTS: '443;8443' },
      { OUTBOUND_PORTS: '0' },
      { OUTBOUND_PORTS: '443,65536' },
    ])
      expect(() => readConfig(wrong)).to.throw(Object.keys(wrong)[0]!)
  })

  it('that are wrong are listed, every one by its name', () => {
    const wrong = {
      NODE_ENV: 'staging',
      PORT: '65536',
      PUBLIC_URL: 'share.example.org',
      DATABASE_URL: 'mysql://x',
      DATABASE_POOL: '1',
      REDIS_URL: 'http://x',
      ROLES: 'http,cook',
      WORKERS: '0',
      JWT_KEYS: 'k1:short',
      LINK_KEY: 'short',
      RATE_LIMIT_SHARE_OPEN: '10 per minute',
      RATE_LIMIT_API: '0/m',
      MAP_STYLE_URL: 'ftp://x',
      ROUTER_URL: 'localhost:5000',
      ROUTER_ENGINE: 'compass',
      RETENTION_POSITIONS_DAYS: '1.5',
      LOG_LEVEL: 'loud',
    }

    expect(new Set(faultsOf(wrong))).to.deep.equal(new Set(Object.keys(wrong)))
    for (const [name, value] of Object.entries(wrong))
      expect(faultsOf({ [name]: value }), name).to.include(name)
  })

  it('name all of a store for files, or nothing of it', () => {
    const s3 = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' }

    expect(readConfig(s3)).to.include({ ...s3, S3_REGION: 'us-east-1' })
    expect(faultsOf({ S3_ENDPOINT: 'https://s3.example.org' })).to.have.members(Object.keys(s3))
    expect(faultsOf({ ...s3, S3_BUCKET: '../x' })).to.include('S3_BUCKET')
  })

  it('name a relay together with its secret, and all of a server of calls or nothing of it [CA-4]', () => {
    const relay = {
      ICE_SERVERS: 'stun:s.example, turn:t.example:3478?transport=udp,turns:[2001:db8::1]:5349',
    }
    const livekit = { LIVEKIT_URL: 'wss://l.example', LIVEKIT_API_KEY: 'key', LIVEKIT_API_SECRET: 'secret' }

    expect(readConfig({ ...relay, TURN_SECRET: key })).to.include({ TURN_MINUTES: 10 })
    expect(faultsOf({ ICE_SERVERS: 'stun:s.example' })).to.deep.equal([])
    expect(faultsOf(relay)).to.deep.equal(['TURN_SECRET'])
    expect(faultsOf({ TURN_SECRET: key })).to.deep.equal(['TURN_SECRET'])
    expect(faultsOf({ TURN_SECRET: key, ICE_SERVERS: 'stun:s.example' })).to.deep.equal(['TURN_SECRET'])
    for (const wrong of ['https://s.example', 'turn:', 'stun:s.example?transport=udp', 'stun:a;stun:b', ','])
      expect(faultsOf({ ICE_SERVERS: wrong }), wrong).to.include('ICE_SERVERS')
    expect(faultsOf(livekit)).to.deep.equal([])
    expect(faultsOf({ LIVEKIT_URL: livekit.LIVEKIT_URL })).to.deep.equal([
      'LIVEKIT_API_KEY',
      'LIVEKIT_API_SECRET',
    ])
    expect(faultsOf({ ...livekit, LIVEKIT_URL: 'https://l.example' })).to.deep.equal(['LIVEKIT_URL'])
    expect(faultsOf({ TURN_MINUTES: '0' })).to.deep.equal(['TURN_MINUTES'])
  })

  it('of which a secret is wrong are complained about without it [T-9]', () => {
    const secrets = {
      JWT_KEYS: 'k1:hunter2-hunter2',
      LINK_KEY: 'hunter2',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
    }

    expect(() => readConfig(secrets))
      .to.throw(/JWT_KEYS[\s\S]*LINK_KEY|LINK_KEY[\s\S]*JWT_KEYS/)
      .and.not.match(/hunter2/)
  })

  it('that contradict each other are refused together with what is wrong by itself', () => {
    const postgres = { DATABASE_URL: 'postgres://d' }

    expect(faultsOf({ WORKERS: '2' })).to.deep.equal(['WORKERS', 'WORKERS'])
    expect(faultsOf({ WORKERS: '2', REDIS_URL: 'redis://r' })).to.deep.equal(['WORKERS'])
    expect(faultsOf({ WORKERS: '2', ...postgres })).to.deep.equal(['WORKERS'])
    expect(faultsOf({ WORKERS: '2', ...postgres, REDIS_URL: 'redis://r' })).to.deep.equal([])
    expect(faultsOf({ ROLES: 'http' })).to.deep.equal(['ROLES'])
    expect(faultsOf({ ROLES: 'jobs,ingest,gateway,http' })).to.deep.equal([])
    expect(faultsOf({ ROLES: 'http', PORT: 'x' })).to.have.members(['ROLES', 'PORT'])
  })

  it('of production with a database of one’s own need secrets of one’s own', () => {
    const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://d' }

    expect(faultsOf(production)).to.deep.equal(['JWT_KEYS', 'LINK_KEY'])
    expect(faultsOf({ ...production, JWT_KEYS: `k1:${key}` })).to.deep.equal(['LINK_KEY'])
    expect(faultsOf({ ...production, JWT_KEYS: `k1:${key}`, LINK_KEY: key })).to.deep.equal([])
    expect(faultsOf({ NODE_ENV: 'production' })).to.deep.equal([])
  })

  it('may name two keys to sign with while one is exchanged', () => {
    expect(faultsOf({ JWT_KEYS: `new:${key},old:${key}` })).to.deep.equal([])
    expect(faultsOf({ JWT_KEYS: key })).to.deep.equal(['JWT_KEYS'])
    expect(faultsOf({ JWT_KEYS: `new:${key},old:short` })).to.deep.equal(['JWT_KEYS'])
  })

  it('of proxies are names and networks that can be compared with an address [T-61]', () => {
    for (const good of ['loopback', '10.0.0.0/8', 'loopback, 192.0.2.7,2001:db8::/32', 'uniquelocal'])
      expect(faultsOf({ TRUST_PROXY: good }), good).to.deep.equal([])
    for (const bad of ['true', '1', 'nginx', '10.0.0.0/33', '*', 'loopback,'])
      expect(faultsOf({ TRUST_PROXY: bad }), bad).to.deep.equal(['TRUST_PROXY'])
  })

  it('of limits are a number a second, minute, hour or day, or none', () => {
    expect(readRate('10/m')).to.deep.equal({ points: 10, seconds: 60 })
    expect(readRate('1/s')).to.deep.equal({ points: 1, seconds: 1 })
    expect(readRate('50/h')).to.deep.equal({ points: 50, seconds: 3600 })
    expect(readRate('9/d')).to.deep.equal({ points: 9, seconds: 86_400 })
    expect(readRate('off')).to.equal(undefined)
  })
})

describe('a process with wrong settings', () => {
  const lastWords = async (env: Record<string, string>): Promise<ServiceEnded> => {
    try {
      const { child } = await launch(env)
      child.kill('SIGKILL')
    } catch (error) {
      if (error instanceof ServiceEnded) return error
      throw error
    }
    return expect.fail('it started')
  }

  it('ends with code 2, says every fault, and shows no stack', async () => {
    const { code, words } = await lastWords({
      PORT: 'x',
      LOG_LEVEL: 'loud',
      WORKERS: '4',
      LINK_KEY: 'hunter2',
    })

    expect(code).to.equal(2)
    for (const name of ['PORT', 'LOG_LEVEL', 'WORKERS', 'LINK_KEY']) expect(words).to.contain(`  ${name} `)
    expect(words).to.not.match(/hunter2|\.ts:\d|node:/)
  })

  it('does not start in production on default secrets', async () => {
    const { code, words } = await lastWords({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    })

    expect(code).to.equal(2)
    expect(words).to.contain('JWT_KEYS is required').and.contain('LINK_KEY is required')
  })
})
