import { config as readDotEnv } from 'dotenv'
import { type Config, readConfig } from '../server/config.ts'

/** The settings as the service reads them, `.env` included. Faults are printed for people, and end the command. */
export const readSettings = (): Config => {
  readDotEnv({ quiet: true })
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}
