import type { Member } from '../domain/actor.ts'
import type { LiveService } from '../domain/live/ports.ts'
import type { Id } from '../domain/schema.ts'
import type { LinkStanding } from '../domain/share-links/link.ts'
import type { Crew } from './crew.ts'
import type { Log } from './ports.ts'
import type { Visits } from './visits.ts'

const atOnce = 1_000

/** What of the open links, and of the members, the sweep needs: each namespace has its own. */
interface Links {
  ids(): Id[]
  judge(id: Id, standing: LinkStanding | undefined): void
}
interface Members {
  all(): Member[]
  keep(asked: readonly Member[], standing: ReadonlySet<Member>): void
}

/** Asks from time to time whether what is open may still be open, because an announcement can be lost. */
export const startSweep = ({
  everyMs,
  live,
  links,
  visits,
  crew,
  members,
  collab,
  log,
}: {
  readonly everyMs: number
  readonly live: Pick<LiveService, 'linkStates' | 'standing'>
  readonly links: readonly Links[]
  readonly visits: Pick<Visits, 'check'>
  readonly crew: Pick<Crew, 'check'>
  readonly members: readonly Members[]
  readonly collab: { check(): Promise<void> }
  readonly log: Log
}) => {
  const sweepLinks = async (): Promise<void> => {
    const ids = [...new Set(links.flatMap((some) => some.ids()))]
    for (let i = 0; i < ids.length; i += atOnce) {
      const asked = ids.slice(i, i + atOnce)
      const states = await live.linkStates(asked)
      for (const id of asked) for (const some of links) some.judge(id, states.get(id))
    }
  }
  const sweepMembers = async (): Promise<void> => {
    const all = members.flatMap((some) => some.all())
    for (let i = 0; i < all.length; i += atOnce) {
      const asked = all.slice(i, i + atOnce)
      const standing = await live.standing(asked)
      for (const some of members) some.keep(asked, standing)
    }
  }
  const run = async (): Promise<void> => {
    // The database being away says nothing about who may watch; the next sweep asks again.
    const checks = [sweepLinks(), sweepMembers(), visits.check(), crew.check(), collab.check()]
    const results = await Promise.allSettled(checks)
    for (const result of results)
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'the sweep found nobody to ask')
    if (!isClosed) schedule()
  }
  const schedule = (): void => {
    timer = setTimeout(run, everyMs)
    timer.unref()
  }
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  schedule()
  return {
    close(): void {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
