import type { Describe } from '../../domain/analytics/facts.ts'
import type { Services } from '../../domain/services.ts'
import type { Passes } from '../../domain/share-links/visits.ts'
import { createGate, type Gate } from '../gate.ts'
import type { Limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { createRunningDownloads, type RunningDownloads } from '../running-downloads.ts'
import type { Vault } from '../secrets.ts'
import { createVisitorFiles, type VisitorFiles } from '../visitor-files.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'

interface Parts {
  readonly database: Database
  readonly vault: Vault
  readonly passes: Passes
  readonly limits: Limits
  readonly metrics: Metrics
  readonly services: Services
  readonly visitorOf: Describe['visitorOf']
}

export interface Visitors {
  readonly gate: Gate
  readonly running: RunningDownloads
  readonly files: VisitorFiles
}

/** The gate that all links have in common, and what may be taken through it. */
export const composeVisitors = (
  { log }: Starting,
  { database, vault, passes, limits, metrics, services, visitorOf }: Parts,
): Visitors => {
  const { stores, now } = database
  const gate = createGate({
    limits,
    door: services.door,
    directory: stores.linkDirectory,
    passes,
    newVisitId: vault.createToken,
    visitorOf,
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
  return { gate, running, files }
}
