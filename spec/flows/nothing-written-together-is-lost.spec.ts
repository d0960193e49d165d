import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import * as Y from 'yjs'
import { type DocLine, docLineOf } from '../../web/collab/doc-line.ts'
import { createDocProvider } from '../../web/collab/doc-provider.ts'
import { aSession, type MadeSession } from '../server/a-session.ts'
import { type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { connect, disconnectAll, next } from './support/sockets.ts'

describe('a document that is written together', function () {
  this.timeout(120_000)
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let session: MadeSession
  const providers: { destroy(): void }[] = []

  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const env = { REDIS_URL: redis.url }
    ;[a, b] = await Promise.all([startService(env, database), startService(env, database)])
    owner = await register(a.url)
  })
  after(async () => {
    await Promise.all([a?.stop(), b?.stop()])
    await redis.stop()
    await database.drop()
  })
  beforeEach(async () => {
    session = await aSession(owner)
  })
  afterEach(() => {
    for (const provider of providers.splice(0)) provider.destroy()
    disconnectAll()
  })

  const write = async ({ url }: TestService, name: string) => {
    const auth = { session_id: session.id, token: session.token, name }
    const socket = connect(url, '/collab', auth)
    const doc = new Y.Doc()
    const acknowledged: Uint8Array[] = []
    const line = docLineOf(socket)
    const noting: DocLine = {
      ...line,
      async request(name, payload) {
        const reply = await line.request(name, payload)
        if ('update' in payload && name === 'doc:update') acknowledged.push(payload.update)
        return reply
      },
    }
    await next(socket, 'session:state')
    const provider = createDocProvider({ doc, line: noting, mayEdit: true })
    providers.push(provider)
    socket.on('disconnect', () => provider.disconnected())
    provider.connected()
    return { socket, doc, notes: doc.getText('notes'), provider, acknowledged, line }
  }

  it('is one over two nodes, with the carets of whoever writes in it [SD-1] [SD-14]', async () => {
    const [ana, ben] = [await write(a, 'Ana'), await write(b, 'Ben')]

    ana.notes.insert(0, 'Hello')
    await until(() => ben.notes.toString() === 'Hello')
    ben.notes.insert(5, ' there')
    ben.provider.awareness.setLocalStateField('caret', 11)

    await until(() => ana.notes.toString() === 'Hello there')
    const stateOf = () => ana.provider.awareness.getStates().get(ben.doc.clientID)
    await until(() => stateOf()?.caret === 11)
    expect(stateOf()?.user.name).to.equal('Ben')
    await until(() => [ana, ben].every(({ provider }) => provider.isSaved()))
    expect(Y.encodeStateAsUpdate(ana.doc)).to.deep.equal(Y.encodeStateAsUpdate(ben.doc))
  })

  it('closes on whoever sends more than a message may hold, and goes on for all others [T-63]', async () => {
    const [ana, ben] = [await write(a, 'Ana'), await write(a, 'Ben')]
    const gone = new Promise((resolve) => ana.socket.once('disconnect', resolve))

    ana.socket.emit('doc:update', { update: new Uint8Array(100_000_000) })
    await gone

    ben.notes.insert(0, 'Still here')
    await until(() => ben.provider.isSaved())
    expect(ben.acknowledged).to.have.length.greaterThan(0)
  })

  it('loses nothing acknowledged when a node is killed while somebody types [SD-1] [T-64]', async () => {
    const ana = await write(b, 'Ana')
    let typed = 0
    const typing = (async () => {
      while (ana.socket.connected) {
        ana.notes.insert(typed, String(typed % 10))
        typed++
        await sleep(2)
      }
    })()
    await until(() => ana.acknowledged.length > 20)

    await b.kill()
    await typing

    const ben = await write(a, 'Ben')
    const last = Math.max(
      ...ana.acknowledged.map((update) => Y.parseUpdateMeta(update).to.get(ana.doc.clientID)!),
    )
    await until(() => ben.notes.length >= last)
    expect(last).to.be.greaterThan(20)
    expect(ben.notes.toString()).to.equal(ana.notes.toString().slice(0, ben.notes.length))
  })
})
