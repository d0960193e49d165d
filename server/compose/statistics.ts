import { createAccessWriter } from '../../db/access-writer.ts'
import type { Ports } from '../../domain/services.ts'
import type { Config } from '../config.ts'
import { type Countries, readCountries } from '../countries.ts'
import { createDayKeys } from '../day-keys.ts'
import type { Metrics } from '../metrics.ts'
import { createDeviceOf } from '../user-agents.ts'
import type { Database } from './database.ts'
import { Misconfigured, type Starting } from './starting.ts'

interface Statistics {
  readonly ports: Ports['analytics']
  /** Stores what is still on its way. */
  flush(): Promise<void>
}

/** How accesses are described and stored: countries, devices, the day's keys, and batches. */
export const composeStatistics = async (
  { config, log, onStop }: Starting,
  { connections, stores, now }: Database,
  metrics: Metrics,
): Promise<Statistics> => {
  const countries = await countriesOf(config)
  const dayKeys = createDayKeys(stores.visitorKeyOf, now)
  await dayKeys.prepare()
  const renewKeys = setInterval(() => dayKeys.prepare().catch(() => {}), 60_000).unref()
  onStop(() => clearInterval(renewKeys))
  const accesses = createAccessWriter(connections.systemPool, {
    onLost(count, error) {
      metrics.countLostAccesses(count)
      if (error) log.error({ err: error, count }, 'accesses were not counted')
    },
  })
  return {
    ports: {
      storeOf: stores.analyticsOf,
      add: accesses.add,
      upkeep: stores.analyticsUpkeep,
      describe: { countryOf: countries.of, deviceOf: createDeviceOf(), visitorOf: dayKeys.visitorOf },
      countriesOf: countries.date,
      retentionDays: config.RETENTION_EVENTS_DAYS,
    },
    flush: accesses.flush,
  }
}

const countriesOf = async ({ COUNTRY_DB }: Config): Promise<Countries> => {
  try {
    return await readCountries(COUNTRY_DB)
  } catch (error) {
    if (COUNTRY_DB === undefined) throw error
    throw new Misconfigured(`COUNTRY_DB ${COUNTRY_DB} cannot be read: ${(error as Error).message}`)
  }
}
