import { parseArgs } from 'node:util'
import { connect } from '../db/connect.ts'
import { createLockedRun } from '../db/locks.ts'
import { createStores } from '../db/stores.ts'
import { type EndedLink, presentStats } from '../domain/share-links/share-tracks.ts'
import { withDatabase } from './database.ts'
import { readSettings } from './settings.ts'

/** `npm run cleanup`: what the job does every ten minutes, by hand. */
const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    stats: { type: 'boolean', default: false },
  },
})
const { RETENTION_LINKS_DAYS } = readSettings()
const dryRun = values['dry-run']

const show = (verb: string, links: readonly EndedLink[]) => {
  console.log(`${dryRun ? 'Would have' : 'Have'} ${verb} ${links.length}.`)
  if (!values.verbose) return
  for (const { id, reason, endedAt } of links) console.log(`  ${id}  ${reason} ${endedAt.toISOString()}`)
}

await withDatabase(async (url) => {
  const connections = connect(url, { size: 2 })
  const { upkeep, now } = createStores(connections)
  try {
    const time = await now()
    const forgetBefore = new Date(time.getTime() - RETENTION_LINKS_DAYS * 86_400_000)
    const locked = createLockedRun(connections.lockPool)
    const done = await locked('clean-up-links', () => upkeep.cleanUp(time, forgetBefore, dryRun))
    if (!done) console.log('A clean-up is under way elsewhere; nothing to do.')
    else {
      show('withdrawn the tokens of ended links:', done.sealed)
      show(`deleted links that ended more than ${RETENTION_LINKS_DAYS} days ago:`, done.deleted)
      if (done.forgotten > 0)
        console.log(
          `${dryRun ? 'Would have' : 'Have'} forgotten for whom links of more than 90 days ago were: ${done.forgotten}.`,
        )
    }
    if (values.stats) console.log(JSON.stringify(presentStats(await upkeep.stats(time)), null, 2))
  } finally {
    await connections.close()
  }
})
