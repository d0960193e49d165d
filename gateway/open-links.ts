import type { EndReason } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import {
  isLockChanged,
  isTighter as isTighterLink,
  type LinkStanding,
  type LinkState,
  type LinkTerms,
  type ShareLink,
  stateOf,
} from '../domain/share-links/link.ts'

/** What of a link decides how long it is open, and for whom. */
export type HeldLink = LinkTerms & Pick<ShareLink, 'id' | 'expiresAt' | 'revokedAt' | 'startsAt'>

interface OpenLink<L extends HeldLink, S> {
  link: L
  readonly sessions: Set<S>
  timer: NodeJS.Timeout | undefined
}

/** `setTimeout` takes no more than this; a longer wait is made of several. */
const longestWaitMs = 2 ** 31 - 1
const rememberEndMs = 60_000

/**
 * The links that are open on this node, each with the sessions `S` that came by it. A link ends at its moment, by a timer,
 * or when it is told to.
 */
export const createOpenLinks = <L extends HeldLink, S>({
  now,
  end,
  isTighter = isTighterLink,
  endsWith = isLockChanged,
}: {
  readonly now: () => Date
  readonly end: (sessions: readonly S[], reason: EndReason) => void
  /** Whether whoever came in under the terms of before may not stay under those of after. */
  readonly isTighter?: (after: LinkTerms, before: LinkTerms) => boolean
  /** Whether news of a link put out whoever came in under its terms of before. */
  readonly endsWith?: (after: L, before: L) => boolean
}) => {
  const open = new Map<Id, OpenLink<L, S>>()
  /** A link that ended while somebody was opening it must not slip through. */
  const ended = new Map<Id, { at: number; reason: EndReason }>()

  const arm = (entry: OpenLink<L, S>): void => {
    clearTimeout(entry.timer)
    const { expiresAt } = entry.link
    if (!expiresAt) return
    const wait = Math.min(longestWaitMs, Math.max(0, expiresAt.getTime() - now().getTime()))
    entry.timer = setTimeout(() => {
      if (stateOf(entry.link, now()) === 'live') arm(entry)
      else endLink(entry.link.id, 'expired')
    }, wait)
    entry.timer.unref()
  }

  const endLink = (id: Id, reason: EndReason): void => {
    remember(id, reason)
    const entry = open.get(id)
    if (entry) putOut(entry, reason)
  }
  const putOut = (entry: OpenLink<L, S>, reason: EndReason): void => {
    clearTimeout(entry.timer)
    open.delete(entry.link.id)
    end([...entry.sessions].reverse(), reason)
  }

  const remember = (id: Id, reason: EndReason): void => {
    const at = performance.now()
    for (const [other, { at: then }] of ended) {
      if (then > at - rememberEndMs) break // the oldest come first
      ended.delete(other)
    }
    ended.delete(id)
    ended.set(id, { at, reason })
  }

  return {
    /** Why the link cannot be opened after all, for somebody who began to open it at `since` (monotonic ms). */
    endedSince(link: L, since: number): EndReason | undefined {
      const end = ended.get(link.id)
      if (end && end.at >= since) return end.reason
      const held = open.get(link.id)?.link
      if (held && held.updatedAt > link.updatedAt && isTighter(held, link)) return 'revoked'
      const state = stateOf(link, now())
      return state === 'live' ? undefined : endReasonOf(state)
    },
    /** Returns the link as it is held here: one for all who have it open. */
    add(link: L, session: S): L {
      let entry = open.get(link.id)
      // The news of a change was lost on its way: whoever is in under the old terms does not stay by those of the new one.
      if (entry && isTighter(link, entry.link) && link.updatedAt >= entry.link.updatedAt) {
        putOut(entry, 'revoked')
        entry = undefined
      }
      if (!entry) {
        entry = { link, sessions: new Set(), timer: undefined }
        open.set(link.id, entry)
        arm(entry)
      }
      entry.sessions.add(session)
      // What was just read is at least as new as what is held; an update may have been lost on its way.
      if (entry.link.expiresAt?.getTime() !== link.expiresAt?.getTime()) {
        entry.link = link
        arm(entry)
      }
      return entry.link
    },
    remove(id: Id, session: S): void {
      const entry = open.get(id)
      if (!entry?.sessions.delete(session) || entry.sessions.size > 0) return
      clearTimeout(entry.timer)
      open.delete(id)
    },
    /** Takes the new expiry over and says who has it open. What was proven for another lock counts no more. */
    update(link: L): readonly S[] {
      const entry = open.get(link.id)
      if (!entry) return []
      if (endsWith(link, entry.link)) {
        endLink(link.id, 'revoked')
        return []
      }
      entry.link = link
      arm(entry)
      return [...entry.sessions]
    },
    end: endLink,
    /** What the sweep heard: whoever came in under terms that count no more is put out, and so is everybody if it is gone. */
    judge(id: Id, standing: LinkStanding | undefined): void {
      const { state } = standing ?? { state: 'revoked' }
      if (state !== 'live') endLink(id, endReasonOf(state))
      const held = open.get(id)?.link
      // Who came in after the store was asked came in by what is newer.
      if (held && standing && standing.updatedAt >= held.updatedAt && isTighter(standing, held))
        endLink(id, 'revoked')
    },
    ids: (): Id[] => [...open.keys()],
    close(): void {
      for (const { timer } of open.values()) clearTimeout(timer)
      open.clear()
    },
  }
}

/** A link whose beginning was moved into the future is, for whoever watches it, withdrawn. */
export const endReasonOf = (state: Exclude<LinkState, 'live'>): EndReason =>
  state === 'expired' ? 'expired' : 'revoked'

export type OpenLinks<L extends HeldLink, S> = ReturnType<typeof createOpenLinks<L, S>>
