import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { config as readDotEnv } from 'dotenv'
import type { Logger } from 'pino'
import { EmbeddedPostgresError } from '../db/embedded.ts'
import { connectNodes } from '../gateway/nodes.ts'
import { trustOf } from './address.ts'
import { limitBodyTime } from './body-deadline.ts'
import { openDatabase } from './compose/database.ts'
import { composeGateway } from './compose/gateway.ts'
import { composeApp } from './compose/http.ts'
import { composeJobs } from './compose/jobs.ts'
import { keepProfilesTrue } from './compose/profiles.ts'
import { composeServices } from './compose/services.ts'
import { Misconfigured, type Starting } from './compose/starting.ts'
import { composeStatistics } from './compose/statistics.ts'
import { composeVisitors } from './compose/visitors.ts'
import { type Config, readConfig } from './config.ts'
import { createGuestTickets } from './guests.ts'
import { closeHttp, listen, localUrl, type Stop, stopOnSignal } from './lifecycle.ts'
import { createLimits } from './limits.ts'
import { createLog } from './log.ts'
import { faultOfArchive } from './map-settings.ts'
import { createMetrics } from './metrics.ts'
import { createPasses } from './passes.ts'
import { connectRedis } from './redis.ts'
import { readSecrets } from './secret-files.ts'
import { createVault } from './secrets.ts'
import { createStorage } from './storage.ts'
import { runWorkers, takeConnections } from './workers.ts'

/** The composition root: with `compose/`, the only place that knows every part. */
const compose = async (starting: Starting): Promise<void> => {
  const { config, log, onStop } = starting
  const joinWorkers = cluster.isWorker ? takeConnections() : undefined
  const { jwtKeys, linkKey } = await readSecrets(config.DATA_DIR, {
    jwtKeys: config.JWT_KEYS,
    linkKey: config.LINK_KEY,
  })
  const vault = createVault(linkKey)
  const database = await openDatabase(starting)
  const redis = config.REDIS_URL ? await connectRedis(config.REDIS_URL, log) : undefined
  if (redis) onStop(() => redis.destroy())

  const limits = createLimits(config, redis)
  const metrics = createMetrics({ viewers: () => gateway.viewers(), sessions: () => gateway.counts() })
  const passes = createPasses(vault)
  const statistics = await composeStatistics(starting, database, metrics)
  const storage = await createStorage(config, process.env.PATH)
  onStop(storage.close)
  log.info(storage.pictures, 'pictures can be made of')

  const url = () => config.PUBLIC_URL ?? localUrl(httpServer, config)
  const given = { database, vault, passes, limits, metrics, storage, gateway: () => gateway }
  const services = composeServices(starting, {
    ...given,
    jwtKeys,
    analytics: statistics.ports,
    publicUrl: url,
  })
  const visitors = composeVisitors(starting, {
    ...given,
    services,
    visitorOf: statistics.ports.describe.visitorOf,
  })
  const trust = trustOf(config.TRUST_PROXY)
  const app = await composeApp(starting, { ...given, services, visitors, trust })
  const httpServer = createServer(
    // How long a body may take is said below: an upload takes longer than a form.
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    app,
  )
  const nodes = await connectNodes(redis, log)
  const gateway = composeGateway(starting, {
    httpServer,
    nodes,
    metrics,
    services,
    visitors,
    trust,
    tickets: createGuestTickets(vault),
  })
  keepProfilesTrue(starting, database, services.profiles, gateway.tenantChanged)
  limitBodyTime(httpServer) // last: it stands before whatever listens for requests already

  if (config.ROLES.includes('jobs')) composeJobs(starting, { database, storage, services })
  if (joinWorkers) joinWorkers(gateway.sockets)
  else await listen(httpServer, config)
  onStop(async () => {
    const closed = closeHttp(httpServer) // takes no new connections from here on
    await gateway.drain()
    await closed
    await database.stores.writer.flush()
    await statistics.flush()
  })
  onStop(services.events.release)
  log.info({ url: url(), roles: config.ROLES }, 'listening')
}

/** Answers how to stop what it started. */
const start = async (config: Config, log: Logger): Promise<Stop> => {
  const stops: Stop[] = []
  const onStop = (stop: Stop) => void stops.unshift(stop)
  const stop = async () => {
    for (const step of stops) await step()
  }
  try {
    await compose({ config, log, onStop })
    return stop
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

const main = async (): Promise<void> => {
  readDotEnv({ quiet: true })
  let config: Config
  try {
    config = readConfig(process.env)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
  const log = createLog(config.LOG_LEVEL)
  try {
    const fault = await faultOfArchive(config)
    if (fault) throw new Misconfigured(fault)
    if (config.WORKERS > 1 && cluster.isPrimary) return await runWorkers(config, log)
    stopOnSignal(await start(config, log), log)
  } catch (error) {
    const isForPeople = error instanceof Misconfigured || error instanceof EmbeddedPostgresError
    if (isForPeople) console.error((error as Error).message)
    else log.fatal({ err: error }, 'could not start')
    process.exit(isForPeople ? 2 : 1)
  }
}

await main()
