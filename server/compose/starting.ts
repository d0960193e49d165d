import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Stop } from '../lifecycle.ts'

/** What every part of the service is started with. */
export interface Starting {
  readonly config: Config
  readonly log: Logger
  /** Steps are taken in reverse: what was started last is stopped first. */
  readonly onStop: (stop: Stop) => void
}

/** Said to people, without a stack: the configuration, not the code, has to change. */
export class Misconfigured extends Error {}
