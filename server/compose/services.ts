import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createServices, type Ports, type Services } from '../../domain/services.ts'
import type { Passes } from '../../domain/share-links/visits.ts'
import type { Gateway } from '../../gateway/server.ts'
import { createAccessTokens } from '../access-tokens.ts'
import { iceSettingsOf } from '../ice.ts'
import { callServerOf } from '../livekit.ts'
import { createMailer, logMail } from '../mailer.ts'
import type { Metrics } from '../metrics.ts'
import { createOutbound } from '../outbound.ts'
import { createPasswords } from '../passwords.ts'
import { createRoadEngine } from '../road-engine.ts'
import { createSealing } from '../sealing.ts'
import { createUuidV7, type Vault } from '../secrets.ts'
import type { Storage } from '../storage.ts'
import { createUnhurried } from '../unhurried.ts'
import { createWebhookCaller } from '../webhook-caller.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'

interface Parts {
  readonly database: Database
  readonly vault: Vault
  readonly jwtKeys: string
  readonly passes: Passes
  readonly storage: Storage
  readonly analytics: Ports['analytics']
  readonly metrics: Metrics
  /** The gateway needs the services and they need the gateway: nobody asks for it before both are there. */
  readonly gateway: () => Gateway
  /** What links begin with where no request says it. */
  readonly publicUrl: () => string
}

/** The domain, with every port it needs. */
export const composeServices = (starting: Starting, parts: Parts): Services => {
  const { config, log, onStop } = starting
  const { vault, passes, storage, metrics, gateway } = parts
  const { stores, now } = parts.database
  const sealing = createSealing(vault)
  const mailer = createMailer({
    url: config.SMTP_URL,
    from: config.MAIL_FROM,
    mayPrint: config.NODE_ENV !== 'production',
    log,
  })
  const outbound = createOutbound({
    allowPrivate: config.OUTBOUND_ALLOW_PRIVATE === 'on',
    ports: config.OUTBOUND_PORTS.split(',').map(Number),
  })
  const services = createServices({
    accounts: {
      store: stores.accounts,
      passwords: createPasswords(),
      accessTokens: createAccessTokens(parts.jwtKeys, now),
      hash: vault.hash,
      newSecret: vault.createSecret,
    },
    apiKeys: {
      keysOf: stores.apiKeysOf,
      directory: stores.apiKeyDirectory,
      hash: vault.hash,
      newSecret: vault.createSecret,
    },
    passwordReset: { store: stores.passwordResets, hash: vault.hash, newToken: vault.createToken },
    tenants: {
      storeOf: stores.tenantOf,
      people: stores.people,
      longestPositionsDays: config.RETENTION_POSITIONS_DAYS,
    },
    retention: stores.retention,
    auditOf: stores.auditOf,
    namesOf: stores.namesOf,
    fieldService: {
      ...stores.fieldService,
      road: roadEngineOf(starting),
      unhurried: createUnhurried(),
    },
    collaboration: {
      ...stores.collaboration,
      documents: {
        ...stores.collaboration.documents,
        report: (error) => log.error({ err: error }, 'a shared document was not kept up to date'),
      },
      calls: {
        ice: iceSettingsOf(config),
        server: callServerOf(config),
        onError: (error) => log.warn({ err: error }, 'the server of calls did not do what it was asked to'),
      },
      mostParticipants: config.COLLAB_MAX_PARTICIPANTS,
      sessionRetentionDays: config.RETENTION_SESSIONS_DAYS,
      recordingDays: config.RETENTION_RECORDINGS_DAYS,
    },
    privacy: { privacyOf: stores.privacyOf, ...sealing.pseudonyms },
    eventsOf: stores.eventsOf,
    webhooksOf: stores.webhooksOf,
    deliveries: stores.deliveries,
    webhooks: {
      secrets: sealing.webhookSecrets,
      checkUrl: outbound.check,
      call: createWebhookCaller(outbound),
      random: Math.random,
      onError: (error) => log.error({ err: error }, 'a webhook was not tried'),
    },
    vehiclesOf: stores.vehiclesOf,
    devices: stores.devices,
    deviceKeys: sealing.deviceKeys,
    upkeep: stores.upkeep,
    writer: metrics.countWrites(stores.writer),
    assets: { assetsOf: stores.assetsOf, leftovers: stores.leftovers, ...storage.assets },
    albumsOf: stores.albumsOf,
    albumDirectory: stores.albumDirectory,
    tripsOf: stores.tripsOf,
    tripAccessesOf: stores.tripAccessesOf,
    tripShareDays: config.TRIP_SHARE_DAYS,
    linksOf: stores.linksOf,
    sharesOf: stores.sharesOf,
    arrivals: stores.arrivals,
    linkDirectory: stores.linkDirectory,
    linkTokens: sealing.linkTokens,
    linkRetentionDays: config.RETENTION_LINKS_DAYS,
    passes,
    visits: {
      newPaymentId: vault.createToken,
      onUntold: (error) => log.warn({ err: error }, 'the maker of a link was not told'),
    },
    mail: {
      store: stores.mail,
      ...sealing.mail,
      deliver: mailer.deliver,
      report: (event) => logMail(log, event),
      publicUrl: parts.publicUrl,
    },
    extensions: { store: stores.extensions, codes: sealing.extensionCodes },
    analytics: parts.analytics,
    live: { publish: (subject, position) => gateway().publisher.publish(subject, position) },
    announce: {
      linkEnded: (id, reason) => gateway().announcements.linkEnded(id, reason),
      linkUpdated: (link) => gateway().announcements.linkUpdated(link),
      visitChanged: (visit) => gateway().announcements.visitChanged(visit),
      visitRated: (visit) => gateway().announcements.visitRated(visit),
      etaChanged: (visit, eta) => gateway().announcements.etaChanged(visit, eta),
      subjectChanged: (subject, change) => gateway().announcements.subjectChanged(subject, change),
      memberChanged: (member) => gateway().announcements.memberChanged(member),
      sessionLogged: (logged) => gateway().announcements.sessionLogged(logged),
      notified: (notified) => gateway().announcements.notified(notified),
    },
    newId: () => createUuidV7(Date.now()),
    newLinkId: randomUUID,
    now,
  })
  // A mail server that hangs does not keep the house from closing: what it leaves is another process's.
  onStop(() => Promise.race([services.mail.close(), delay(5_000, undefined, { ref: false })]))
  // Nor does a receiver: what is not answered by then is tried again by whoever comes to it.
  onStop(() => Promise.race([services.dispatch.close(), delay(3_000, undefined, { ref: false })]))
  return services
}

/** None where nobody runs one: ways are straight lines then. */
const roadEngineOf = ({ config: { ROUTER_URL, ROUTER_ENGINE }, log }: Starting) =>
  ROUTER_URL === undefined ? undefined : createRoadEngine({ url: ROUTER_URL, engine: ROUTER_ENGINE, log })
