import type pg from 'pg'

/**
 * Runs under a PostgreSQL advisory lock, so that of all nodes one does it; answers `undefined` where another one is at
 * it. The lock ends with its connection, so a node that dies leaves nothing locked.
 */
export const createLockedRun =
  (pool: pg.Pool) =>
  async <T>(name: string, run: () => Promise<T>): Promise<T | undefined> => {
    const client = await pool.connect()
    try {
      const { rows } = await client.query('select pg_try_advisory_lock(hashtext($1)) as held', [
        `fleeting job ${name}`,
      ])
      if (!rows[0].held) return undefined
      try {
        return await run()
      } finally {
        await client.query('select pg_advisory_unlock(hashtext($1))', [`fleeting job ${name}`])
      }
    } finally {
      client.release()
    }
  }

const houseLock = 'fleeting house'

/**
 * Says that this process serves the database: alone where there is no bus to hear others by, in company where there
 * is. Answers `undefined` where that contradicts a process that is there already; otherwise how to leave. Held by a
 * connection of its own, and taken again when that connection is lost.
 */
export const enterHouse = async (
  pool: pg.Pool,
  company: 'alone' | 'shared',
): Promise<(() => void) | undefined> => {
  const take = company === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared'
  let holder: pg.PoolClient | undefined
  let isLeaving = false

  const enter = async (): Promise<boolean> => {
    const client = await pool.connect()
    try {
      const { rows } = await client.query(`select ${take}(hashtext($1)) as held`, [houseLock])
      if (!rows[0].held || isLeaving) {
        client.release(isLeaving)
        return isLeaving
      }
    } catch (error) {
      client.release(true)
      throw error
    }
    holder = client
    client.once('end', lose)
    return true
  }
  const lose = () => {
    holder?.release(true) // or the pool would count it for ever
    holder = undefined
    if (!isLeaving) enterAgain()
  }
  // The server may take a while to notice that our old connection is gone; until then its lock is in our own way.
  const enterAgain = () => {
    const attempt = () =>
      enter()
        .catch(() => false)
        .then((held) => held || isLeaving || enterAgain())
    setTimeout(attempt, 2_000).unref()
  }

  if (!(await enter())) return undefined
  return () => {
    isLeaving = true
    holder?.release(true)
    holder = undefined
  }
}
