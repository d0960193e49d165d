import { expect } from 'chai'
import type pg from 'pg'
import { type Connections, connect } from '../../db/connect.ts'
import { createLockedRun, enterHouse } from '../../db/locks.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 20))

describe('locks across processes', () => {
  let database: TestDatabase
  const open: Connections[] = []
  /** Two pools are two processes, as far as the database can tell. */
  const aPool = (size = 4): pg.Pool => {
    const connections = connect(database.url, { size })
    open.push(connections)
    return connections.lockPool
  }
  const leaving: (() => void)[] = []
  const enter = async (pool: pg.Pool, company: 'alone' | 'shared') => {
    const leave = await enterHouse(pool, company)
    if (leave) leaving.push(leave)
    return leave
  }
  const holders = () =>
    database.query(
      `select pid from pg_locks where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())`,
    )
  const killHolders = async () => {
    for (const { pid } of await holders())
      await database.query('select pg_terminate_backend($1, 10000)', [pid]) // waits until it is gone
  }
  const until = async (isTrue: () => Promise<boolean>) => {
    while (!(await isTrue())) await soon()
  }

  before(async () => {
    database = await createDatabase()
  })
  afterEach(async () => {
    for (const leave of leaving.splice(0)) leave()
    for (const connections of open.splice(0)) await connections.close()
    await until(async () => (await holders()).length === 0)
  })
  after(() => database.drop())

  describe('of a job', () => {
    it('let one of all run it, and tell the others to leave it', async () => {
      const runs = [createLockedRun(aPool()), createLockedRun(aPool()), createLockedRun(aPool())]
      let running = 0
      let most = 0
      const job = async () => {
        most = Math.max(most, ++running)
        await soon()
        running--
        return 'done'
      }

      const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => runs[i % 3]!('job', job)))

      expect(most).to.equal(1)
      expect(answers).to.include('done').and.to.include(undefined)
    })

    it('are free again when it is done, and when it failed', async () => {
      const [one, two] = [createLockedRun(aPool()), createLockedRun(aPool())]

      const failed = await one('job', () => Promise.reject(new Error('broken'))).catch(
        ({ message }) => message,
      )

      expect(failed).to.equal('broken')
      expect(await two('job', async () => 1)).to.equal(1)
      expect(await one('job', async () => 2)).to.equal(2)
    })

    it('do not hold up other jobs', async () => {
      const locked = createLockedRun(aPool())

      const inner = await locked('one', () => locked('two', async () => 'both'))

      expect(inner).to.equal('both')
    })

    it('end with the connection of the one who held them', async () => {
      const [one, two] = [createLockedRun(aPool()), createLockedRun(aPool())]
      let finish = () => {}
      const held = one('job', () => new Promise<void>((resolve) => (finish = resolve)))
      await until(async () => (await holders()).length === 1)
      expect(await two('job', async () => 'mine')).to.equal(undefined)

      await killHolders()

      await until(async () => (await two('job', async () => 'mine')) === 'mine')
      finish()
      await held.catch(() => {}) // whoever lost the lock may say so
      expect(await one('job', async () => 'again')).to.equal('again')
    })
  })

  describe('of the house', () => {
    it('keep a second process out where there is no bus', async () => {
      const leave = await enter(aPool(), 'alone')

      expect(await enter(aPool(), 'alone')).to.equal(undefined)
      expect(await enter(aPool(), 'shared')).to.equal(undefined)
      leave?.()
      await until(async () => (await holders()).length === 0)
      expect(await enter(aPool(), 'alone')).to.be.a('function')
    })

    it('let processes with a bus in together, and none without beside them', async () => {
      const both = [await enter(aPool(), 'shared'), await enter(aPool(), 'shared')]

      expect(both).not.to.include(undefined)
      expect(await enter(aPool(), 'alone')).to.equal(undefined)
    })

    it('are taken again when their connection is lost, time after time, and no connection of the pool is lost with it', async () => {
      const pool = aPool()
      const leave = await enter(pool, 'alone')

      for (let time = 0; time < 2; time++) {
        await killHolders()
        await until(async () => (await holders()).length === 1)
        expect(pool.totalCount).to.equal(1)
      }

      expect(await enter(aPool(), 'alone')).to.equal(undefined)
      leave?.()
    }).timeout(20_000)

    it('are taken again once whoever came in between has left', async () => {
      const leave = await enter(aPool(), 'alone')
      await killHolders()
      await until(async () => (await holders()).length === 0)
      const between = await enter(aPool(), 'alone')
      await new Promise((resolve) => setTimeout(resolve, 2_500)) // the first attempt to come back has failed

      between?.()

      await until(async () => (await holders()).length === 1)
      leave?.()
    }).timeout(20_000)
  })

  it('leave the work its connections: a lock is held while the smallest pool is busy', async () => {
    const connections = connect(database.url, { size: 2 })
    open.push(connections)
    await enter(connections.lockPool, 'alone')
    const locked = createLockedRun(connections.lockPool)
    const busy = () => connections.systemPool.query('select pg_sleep(0.05)')

    const done = await locked('job', () => Promise.all([busy(), busy(), busy()]))

    expect(done).to.have.length(3)
  })
})
