import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connectAsOwner } from '../../db/connect.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'

export interface TestDatabase {
  readonly url: string
  /** A statement as the owner, past every role and policy. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

let server: Promise<{ postgres: EmbeddedPostgres; dataDir: string }> | undefined

/** A database of its own, migrated, on the one real PostgreSQL of this run. */
export const createDatabase = async (): Promise<TestDatabase> => {
  server ??= startServer()
  const { postgres } = await server
  const name = `spec_${randomBytes(6).toString('hex')}`
  await asOwner(postgres.url, `create database ${name} template fleeting_template`)
  const url = withDatabase(postgres.url, name)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => {})
  return {
    url,
    query: async (text, values) => (await pool.query(text, values)).rows,
    async drop() {
      await pool.end()
      await asOwner(postgres.url, `drop database if exists ${name} with (force)`)
    },
  }
}

/** Called once, after the last spec. */
export const stopDatabases = async (): Promise<void> => {
  if (!server) return
  const { postgres, dataDir } = await server
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

const startServer = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
  const postgres = await startEmbeddedPostgres({ dataDir })
  await asOwner(postgres.url, 'create database fleeting_template')
  const owner = connectAsOwner(withDatabase(postgres.url, 'fleeting_template'))
  await migrate(owner)
  await owner.destroy()
  return { postgres, dataDir }
}

const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

const asOwner = async (url: string, text: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
