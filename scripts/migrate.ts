import { parseArgs } from 'node:util'
import { connectAsOwner } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { withDatabase } from './database.ts'

/** `npm run migrate`: brings the database up to date, as every start of the service does too. */
parseArgs({ options: {} })
await withDatabase(async (url) => {
  const owner = connectAsOwner(url)
  const done = await migrate(owner)
  await owner.destroy()
  console.log(done.length > 0 ? `Done: ${done.join(', ')}` : 'The database is up to date.')
})
