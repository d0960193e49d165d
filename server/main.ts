import cluster from 'node:cluster'
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { config as readDotEnv } from 'dotenv'
import type { Logger } from 'pino'
import { createAccessWriter } from '../db/access-writer.ts'
import { connect, connectAsOwner } from '../db/connect.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../db/embedded.ts'
import { isOutage } from '../db/errors.ts'
import { forgetIdempotencyKeys, idempotencyStore } from '../db/idempotency.ts'
import { createLockedRun, enterHouse } from '../db/locks.ts'
import { migrate } from '../db/migrate.ts'
import { dropPartitionsBefore, keepPartitions } from '../db/position-writer.ts'
import { createStores } from '../db/stores.ts'
import { createServices } from '../domain/services.ts'
import type { Device } from '../domain/vehicles/directory.ts'
import { connectNodes } from '../gateway/nodes.ts'
import { createGateway } from '../gateway/server.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createAddressOf, trustOf } from './address.ts'
import { createApp } from './app.ts'
import { accessCookie } from './auth.ts'
import { limitBodyTime } from './body-deadline.ts'
import { createClock } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import { type Countries, readCountries } from './countries.ts'
import { createDayKeys } from './day-keys.ts'
import { createGate } from './gate.ts'
import { createIdempotency } from './idempotency.ts'
import { allJobs } from './jobs/index.ts'
import { startJobs } from './jobs/runner.ts'
import { createLater } from './later.ts'
import { closeHttp, listen, localUrl, type Stop, stopOnSignal } from './lifecycle.ts'
import { createLimits } from './limits.ts'
import { createLog, logRequest } from './log.ts'
import { createMailer, logMail } from './mailer.ts'
import { createMetrics } from './metrics.ts'
import { createPasses, passIn } from './passes.ts'
import { createPasswords } from './passwords.ts'
import { connectRedis } from './redis.ts'
import { allRoutes } from './routes/index.ts'
import { createRunningDownloads } from './running-downloads.ts'
import { readSecrets } from './secret-files.ts'
import { createUuidV7, createVault, openOrNothing } from './secrets.ts'
import { createStorage } from './storage.ts'
import { createDeviceOf } from './user-agents.ts'
import { createVisitorFiles } from './visitor-files.ts'
import { noteVisit, nothingBut } from './visits.ts'
import { archiveFault, mapHostsOf, readWeb } from './web-files.ts'
import { runWorkers, takeConnections } from './workers.ts'

/** Said to people, without a stack: the configuration, not the code, has to change. */
class Misconfigured extends Error {}

/** The composition root: the only place that knows every part. Answers how to stop what it started. */
const start = async (config: Config, log: Logger): Promise<Stop> => {
  const stops: Stop[] = []
  const onStop = (stop: Stop) => void stops.unshift(stop)
  const stop = async () => {
    for (const step of stops) await step()
  }
  try {
    await compose(config, log, onStop)
    return stop
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

const compose = async (config: Config, log: Logger, onStop: (stop: Stop) => void): Promise<void> => {
  const joinWorkers = cluster.isWorker ? takeConnections() : undefined
  const { jwtKeys, linkKey } = await readSecrets(config.DATA_DIR, {
    jwtKeys: config.JWT_KEYS,
    linkKey: config.LINK_KEY,
  })
  const vault = createVault(linkKey)

  const databaseUrl = config.DATABASE_URL ?? (await ownDatabase(config, log, onStop))
  await bringUpToDate(databaseUrl, log)
  const connections = connect(databaseUrl, {
    size: config.DATABASE_POOL,
    onError: (error) => log.warn({ err: error.message }, 'a database connection was lost'),
  })
  onStop(connections.close)
  const stores = createStores(connections)
  await keepPartitions(connections.systemPool)
  const leaveHouse = await enterHouse(connections.lockPool, config.REDIS_URL ? 'shared' : 'alone')
  if (!leaveHouse)
    throw new Misconfigured(
      'Another process serves this database. More than one process needs REDIS_URL, in each of them.',
    )
  onStop(leaveHouse)

  const clock = createClock(stores.now)
  await clock.synchronize()
  const resync = setInterval(() => clock.synchronize().catch(() => {}), 60_000).unref()
  onStop(() => clearInterval(resync))
  const { now } = clock

  const redis = config.REDIS_URL ? await connectRedis(config.REDIS_URL, log) : undefined
  if (redis) onStop(() => redis.destroy())

  const limits = createLimits(config, redis)
  const metrics = createMetrics({ viewers: () => gateway.viewers() })
  const passes = createPasses(vault)
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
  const mailer = createMailer({
    url: config.SMTP_URL,
    from: config.MAIL_FROM,
    mayPrint: config.NODE_ENV !== 'production',
    log,
  })
  const storage = await createStorage(config, process.env.PATH)
  onStop(storage.close)
  log.info(storage.pictures, 'pictures can be made of')
  const services = createServices({
    accounts: {
      store: stores.accounts,
      passwords: createPasswords(),
      accessTokens: createAccessTokens(jwtKeys, now),
      hash: vault.hash,
      newSecret: vault.createSecret,
    },
    passwordReset: { store: stores.passwordResets, hash: vault.hash, newToken: vault.createToken },
    tenants: { storeOf: stores.tenantOf, people: stores.people },
    vehiclesOf: stores.vehiclesOf,
    devices: stores.devices,
    assets: { assetsOf: stores.assetsOf, leftovers: stores.leftovers, ...storage.assets },
    deviceKeys: { create: vault.createToken, hash: (key) => vault.hash('device', key) },
    linksOf: stores.linksOf,
    sharesOf: stores.sharesOf,
    arrivals: stores.arrivals,
    linkDirectory: stores.linkDirectory,
    linkTokens: {
      create: (face) => (face === 'trip' ? randomBytes(16).toString('hex') : vault.createToken()),
      hash: (token) => vault.hash('link', token),
      seal: (id, token) => vault.seal(`link ${id}`, token),
      open: (id, box) => openOrNothing(vault, `link ${id}`, box),
    },
    mail: {
      store: stores.mail,
      seal: (id, text) => vault.seal(`mail ${id}`, text),
      unseal: (id, box) => openOrNothing(vault, `mail ${id}`, box),
      deliver: mailer.deliver,
      report: (event) => logMail(log, event),
      publicUrl: () => config.PUBLIC_URL ?? localUrl(httpServer, config),
    },
    extensions: {
      store: stores.extensions,
      codes: {
        seal: (text) => vault.seal('extend', text).toString('base64url'),
        open: (code) => openOrNothing(vault, 'extend', Buffer.from(code, 'base64url')),
      },
    },
    passes,
    visits: {
      newPaymentId: vault.createToken,
      onUntold: (error) => log.warn({ err: error }, 'the maker of a link was not told'),
    },
    upkeep: stores.upkeep,
    writer: metrics.countWrites(stores.writer),
    analytics: {
      storeOf: stores.analyticsOf,
      add: accesses.add,
      upkeep: stores.analyticsUpkeep,
      describe: { countryOf: countries.of, deviceOf: createDeviceOf(), visitorOf: dayKeys.visitorOf },
      countriesOf: countries.date,
      retentionDays: config.RETENTION_EVENTS_DAYS,
    },
    // The gateway needs the services and they need the gateway: nobody calls before both are there.
    live: { publish: (subject, position) => gateway.publisher.publish(subject, position) },
    announce: {
      linkEnded: (id, reason) => gateway.announcements.linkEnded(id, reason),
      linkUpdated: (link) => gateway.announcements.linkUpdated(link),
      subjectChanged: (subject, change) => gateway.announcements.subjectChanged(subject, change),
      memberChanged: (member) => gateway.announcements.memberChanged(member),
    },
    newId: () => createUuidV7(Date.now()),
    newLinkId: randomUUID,
    now,
    linkRetentionDays: config.RETENTION_LINKS_DAYS,
    albumsOf: stores.albumsOf,
    albumDirectory: stores.albumDirectory,
    tripsOf: stores.tripsOf,
    tripAccessesOf: stores.tripAccessesOf,
    tripShareDays: config.TRIP_SHARE_DAYS,
  })
  // A mail server that hangs does not keep the house from closing: what it leaves is another process's.
  onStop(() => Promise.race([services.mail.close(), delay(5_000, undefined, { ref: false })]))

  const gate = createGate({
    limits,
    door: services.door,
    directory: stores.linkDirectory,
    passes,
    newVisitId: vault.createToken,
    now,
    onMiss: metrics.countTokenMiss,
    onGuessed: services.visits.log.guessed,
  })
  const running = createRunningDownloads({ states: services.live.linkStates, now })
  const files = createVisitorFiles({
    assets: services.assets,
    visits: services.visits,
    limits,
    running,
    onLost: (error) => log.warn({ err: error }, 'a download was not given back'),
  })

  const trust = trustOf(config.TRUST_PROXY)
  const web = await readWeb()
  let mapHosts: readonly string[] = []
  // Nobody waits for a map that may be out of reach: until it answers, pages draw their own outlines.
  const askForHosts = async (styleUrl: string) => {
    const hosts = await mapHostsOf(styleUrl)
    if (hosts) mapHosts = hosts
    else setTimeout(askForHosts, 30_000, styleUrl).unref()
  }
  if (config.MAP_STYLE_URL) void askForHosts(config.MAP_STYLE_URL)
  const map = mapOf(config)
  const { later, settled } = createLater(log)
  onStop(settled)
  const routes = allRoutes({
    services,
    gate,
    uploads: storage.uploads,
    files,
    pages: { manifest: web.manifest, map },
    readiness: async () => ({ database: await answersWithin(1_500, stores.ping), bus: gateway.busReady() }),
    metrics,
    version: web.version,
    isOutage,
    later,
  })
  const app = createApp({
    routes: routes.filter(({ part }) => part === 'house' || config.ROLES.includes(part)),
    sessions: services.accounts,
    gate,
    passes,
    onVisit: noteVisit(services.visits.log),
    now,
    limits,
    idempotency: createIdempotency(idempotencyStore(connections.tenant, vault)),
    isOutage,
    observe(seen) {
      metrics.observe(seen)
      logRequest(log, seen)
    },
    checkReplies: config.NODE_ENV === 'test',
    publicUrl: config.PUBLIC_URL,
    trust,
    policy: {
      mapStyleUrl: map.styleUrl,
      pmtilesUrl: map.pmtilesUrl,
      ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
    },
    mapHosts: () => mapHosts,
    pmtilesFile: archiveOf(config),
  })

  const httpServer = createServer(
    // How long a body may take is said below: an upload takes longer than a form.
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    app,
  )
  const gateway = createGateway<Device>({
    httpServer,
    nodes: await connectNodes(redis, log),
    live: {
      ...services.live,
      openLink: async (ref, { member, accessToken, cookie }, ip) => {
        const pass = accessToken ?? passIn((name) => (name === 'cookie' ? cookie : undefined), ref)
        const knock = { ip, ref, face: 'socket', member, pass, isPeek: false } as const
        const visit = await gate.enter(knock, 'open')
        if (visit.views !== undefined) services.visits.log.viewed(visit, nothingBut(ip), visit.views)
        return services.live.show(visit)
      },
    },
    ingest: {
      report: (source, input, language) =>
        'device' in source
          ? services.positions.reportFrom(source.device, input, language)
          : services.positions.reportAs(source.member, input, language),
      isDeviceOf: ({ subject }, id) => subject.id === id,
    },
    authenticate: {
      member: services.accounts.identify,
      device: (imei, key, address) =>
        gate.admitDevice(address, () => services.positions.authenticate(imei, key)),
    },
    addressOf: createAddressOf(trust),
    now,
    log,
    metrics: metrics.gateway,
    cookieName: accessCookie,
    origins: config.PUBLIC_URL ? [new URL(config.PUBLIC_URL).origin] : [],
    isOutage,
    onAnnounced: {
      linkEnded: running.end,
      linkUpdated: running.update,
      subjectChanged: ({ id }) => services.directory.forget(id),
      memberChanged: services.accounts.forget,
    },
  })

  limitBodyTime(httpServer)

  if (config.ROLES.includes('jobs')) {
    const jobs = allJobs({
      services,
      uploads: storage.uploads,
      partitions: {
        keep: () => keepPartitions(connections.systemPool, config.RETENTION_POSITIONS_DAYS),
        dropBefore: (day, dryRun) => dropPartitionsBefore(connections.systemPool, day, dryRun),
        retentionDays: config.RETENTION_POSITIONS_DAYS,
      },
      forgetIdempotencyKeysBefore: (moment) => forgetIdempotencyKeys(connections.system, moment),
    })
    const runner = startJobs(jobs, { locked: createLockedRun(connections.lockPool), log })
    onStop(runner.stop)
  }

  if (joinWorkers) joinWorkers(gateway.sockets)
  else await listen(httpServer, config)
  onStop(async () => {
    const closed = closeHttp(httpServer) // takes no new connections from here on
    await gateway.drain()
    await closed
    await stores.writer.flush()
    await accesses.flush()
  })
  log.info({ url: config.PUBLIC_URL ?? localUrl(httpServer, config), roles: config.ROLES }, 'listening')
}

/** The embedded PostgreSQL, with its files under `DATA_DIR`. */
const ownDatabase = async (config: Config, log: Logger, onStop: (stop: Stop) => void): Promise<string> => {
  const postgres = await startEmbeddedPostgres({
    dataDir: config.DATA_DIR,
    log: (message, details) => log.info({ ...details }, message),
  })
  onStop(postgres.stop)
  return postgres.url
}

const bringUpToDate = async (url: string, log: Logger): Promise<void> => {
  const owner = connectAsOwner(url)
  try {
    const done = await migrate(owner)
    if (done.length > 0) log.info({ migrations: done }, 'database brought up to date')
  } finally {
    await owner.destroy()
  }
}

const answersWithin = (ms: number, ask: () => Promise<unknown>): Promise<boolean> => {
  const answered = ask().then(
    () => true,
    () => false,
  )
  return Promise.race([answered, new Promise<boolean>((done) => setTimeout(done, ms, false).unref())])
}

const countriesOf = async ({ COUNTRY_DB }: Config): Promise<Countries> => {
  try {
    return await readCountries(COUNTRY_DB)
  } catch (error) {
    if (COUNTRY_DB === undefined) throw error
    throw new Misconfigured(`COUNTRY_DB ${COUNTRY_DB} cannot be read: ${(error as Error).message}`)
  }
}

const isUrl = (text: string): boolean => /^https?:/.test(text)

/** A local archive is served by this service itself. */
const mapOf = ({ MAP_STYLE_URL, PMTILES }: Config) => ({
  styleUrl: MAP_STYLE_URL ?? null,
  pmtilesUrl: PMTILES ? (isUrl(PMTILES) ? PMTILES : '/map/tiles.pmtiles') : null,
})

const archiveOf = ({ PMTILES }: Config): string | undefined =>
  PMTILES && !isUrl(PMTILES) ? resolve(PMTILES) : undefined

const assertArchive = async (config: Config): Promise<void> => {
  const path = archiveOf(config)
  const fault = path && (await archiveFault(path))
  if (fault) throw new Misconfigured(`PMTILES ${path} ${fault}`)
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
    await assertArchive(config)
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
