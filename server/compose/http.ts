import type { Express } from 'express'
import { isOutage } from '../../db/errors.ts'
import { idempotencyStore } from '../../db/idempotency.ts'
import type { Services } from '../../domain/services.ts'
import type { Passes } from '../../domain/share-links/visits.ts'
import type { Gateway } from '../../gateway/server.ts'
import type { Trust } from '../address.ts'
import { createApp } from '../app.ts'
import { createGuestTickets } from '../guests.ts'
import { createIdempotency } from '../idempotency.ts'
import { createLater } from '../later.ts'
import type { Limits } from '../limits.ts'
import { logRequest } from '../log.ts'
import { archiveOf, knownMapHosts, mapOf } from '../map-settings.ts'
import type { Metrics } from '../metrics.ts'
import { allRoutes } from '../routes/index.ts'
import type { Vault } from '../secrets.ts'
import type { Storage } from '../storage.ts'
import { noteVisit } from '../visits.ts'
import { readWeb } from '../web-files.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'
import type { Visitors } from './visitors.ts'

interface Parts {
  readonly database: Database
  readonly vault: Vault
  readonly passes: Passes
  readonly limits: Limits
  readonly metrics: Metrics
  readonly storage: Storage
  readonly services: Services
  readonly visitors: Visitors
  readonly trust: Trust
  /** Asked when requests come in: it stands on the server of this app. */
  readonly gateway: () => Gateway
}

/** The table of routes, narrowed to the roles of this process, on Express. */
export const composeApp = async (starting: Starting, parts: Parts): Promise<Express> => {
  const { config, log, onStop } = starting
  const { database, vault, passes, limits, metrics, storage, services, gateway } = parts
  const { gate, files } = parts.visitors
  const web = await readWeb()
  const map = mapOf(config)
  const { later, settled } = createLater(log)
  onStop(settled)
  const routes = allRoutes({
    services,
    gate,
    uploads: storage.uploads,
    unfinished: storage.unfinished,
    files,
    openStream: (shown, wish) => gateway().streams.open(shown, wish),
    tickets: createGuestTickets(vault),
    pages: { manifest: web.manifest, map },
    readiness: async () => ({
      database: await answersWithin(1_500, database.stores.ping),
      bus: gateway().busReady(),
    }),
    metrics,
    version: web.version,
    isOutage,
    later,
  })
  return createApp({
    routes: routes.filter(({ part }) => part === 'house' || config.ROLES.includes(part)),
    sessions: services.accounts,
    keys: services.apiKeys,
    profiles: services.profiles,
    gate,
    passes,
    onVisit: noteVisit(services.visits.log),
    now: database.now,
    limits,
    idempotency: createIdempotency(idempotencyStore(database.connections.tenant, vault)),
    isOutage,
    observe(seen) {
      metrics.observe(seen)
      logRequest(log, seen)
    },
    checkReplies: config.NODE_ENV === 'test',
    publicUrl: config.PUBLIC_URL,
    trust: parts.trust,
    policy: {
      mapStyleUrl: map.styleUrl,
      pmtilesUrl: map.pmtilesUrl,
      ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
      ...(config.LIVEKIT_URL && { callServerUrl: config.LIVEKIT_URL }),
    },
    mapHosts: knownMapHosts(map.styleUrl),
    pmtilesFile: archiveOf(config),
  })
}

const answersWithin = (ms: number, ask: () => Promise<unknown>): Promise<boolean> => {
  const answered = ask().then(
    () => true,
    () => false,
  )
  return Promise.race([answered, new Promise<boolean>((done) => setTimeout(done, ms, false).unref())])
}
