import type { ShareLink } from '../share-links/link.ts'

export const accessTypes = ['view', 'unlock', 'unlock_failed', 'preview', 'download', 'time'] as const
export type AccessType = (typeof accessTypes)[number]

/** What a request says of itself. Lives no longer than the call that records it. */
export interface AccessFacts {
  readonly ip: string
  readonly userAgent: string | undefined
  readonly referrer: string | undefined
  /** `utm_source` as it came. */
  readonly channel: string | undefined
  /** `DNT: 1` or `Sec-GPC: 1`. */
  readonly optOut: boolean
  readonly isBot: boolean
}

/** Something that happened at a link. */
export interface AccessEvent {
  readonly type: AccessType
  readonly link: ShareLink
  /** From the visitor's sealed pass, so that nobody makes one up. `time` without it is not counted. */
  readonly visitId: string | undefined
  /** Of `time`: how long the page was looked at so far, at most 6 h. */
  readonly seconds?: number
  /** Of `time`: how long the page took to load, at most 10 min. */
  readonly loadMs?: number
  readonly facts: AccessFacts
}
