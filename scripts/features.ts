import { parseArgs } from 'node:util'
import { connect } from '../db/connect.ts'
import { createStores } from '../db/stores.ts'
import { createFeatureSwitch } from '../domain/tenants/feature-switch.ts'
import { allFlags, features as known } from '../domain/tenants/features.ts'
import type { FeatureFlags } from '../domain/tenants/schema.ts'
import { withDatabase } from './database.ts'

const usage = 'npm run features -- --tenant <slug or id> [--set key=true …] [--list]'

/** What whoever typed the command can mend. */
class Mistake extends Error {}

const readArguments = () => {
  try {
    const { values } = parseArgs({
      options: {
        tenant: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        list: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new Mistake(`${(error as Error).message}\n${usage}`)
  }
}

const readWish = (pair: string): [string, boolean] => {
  const [, key = '', value] = /^([a-z][a-z0-9_.]{0,63})=(true|false)$/.exec(pair) ?? []
  if (!value) throw new Mistake(`--set ${pair}: say it as key=true or key=false.`)
  return [key, value === 'true']
}

/** A word that nobody knows is a slip of the hand, not a feature. */
const assertKnown = (wishes: FeatureFlags, there: FeatureFlags): void => {
  const strange = Object.keys(wishes).find((key) => !Object.hasOwn(allFlags(there), key))
  if (strange !== undefined)
    throw new Mistake(`There is no feature '${strange}'. There are:\n  ${known.join('\n  ')}`)
}

const show = (flags: FeatureFlags): void => {
  for (const [key, enabled] of Object.entries(flags)) console.log(`${key}=${enabled}`)
}

/** `npm run features`: shows an organization's features, and switches them; a service that runs knows within a second. */
const run = async (): Promise<void> => {
  const { tenant: wanted, set } = readArguments()
  if (!wanted) throw new Mistake(`Which organization?\n${usage}`)
  const wishes = Object.fromEntries(set.map(readWish))

  await withDatabase(async (url) => {
    const connections = connect(url, { size: 2 })
    try {
      const { findTenant, tenantOf, now } = createStores(connections)
      const tenant = await findTenant(wanted)
      if (!tenant) throw new Mistake(`There is no organization '${wanted}'.`)
      assertKnown(wishes, tenant.features)
      const time = await now()
      const setFeatures = createFeatureSwitch({
        storeOf: tenantOf,
        forgetProfile: () => {}, // the database tells whoever remembers it
        now: () => time,
      })
      const nobody = { tenantId: tenant.id, userId: null }
      show(set.length > 0 ? await setFeatures(nobody, wishes) : allFlags(tenant.features))
    } finally {
      await connections.close()
    }
  })
}

try {
  await run()
} catch (error) {
  if (!(error instanceof Mistake)) throw error
  console.error(error.message)
  process.exitCode = 2
}
