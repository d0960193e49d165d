import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError, findEmbeddedPostgres, startEmbeddedPostgres } from '../db/embedded.ts'
import { readSettings } from './settings.ts'

/**
 * Hands over the database that the settings name. The embedded one is the one that a service on the same folder runs;
 * where none does, it is started for the while.
 */
export const withDatabase = async (work: (url: string) => Promise<void>): Promise<void> => {
  const { DATABASE_URL, DATA_DIR } = readSettings()
  if (DATABASE_URL) return work(DATABASE_URL)
  const { url, stop } = await open(DATA_DIR).catch((error) => {
    if (!(error instanceof EmbeddedPostgresError)) throw error
    console.error(error.message)
    process.exit(2)
  })
  try {
    await work(url)
  } finally {
    await stop()
  }
}

const open = async (dataDir: string, attempts = 20): Promise<{ url: string; stop(): Promise<void> }> => {
  const url = await findEmbeddedPostgres(dataDir)
  if (url) return { url, stop: async () => {} }
  try {
    return await startEmbeddedPostgres({ dataDir })
  } catch (error) {
    const isTaken = error instanceof EmbeddedPostgresError && error.code === 'data_dir_in_use'
    if (!isTaken || attempts === 0) throw error
    await sleep(500) // a service that is just starting or stopping holds the folder, yet has no server to show
    return open(dataDir, attempts - 1)
  }
}
