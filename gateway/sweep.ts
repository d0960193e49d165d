import type { LiveService } from '../domain/live/ports.ts'
import type { Crew } from './crew.ts'
import type { Members } from './members.ts'
import type { OpenLinks } from './open-links.ts'
import type { Log } from './ports.ts'
import type { Visits } from './visits.ts'

const atOnce = 1_000

/** Asks from time to time whether what is open may still be open, because an announcement can be lost. */
export const startSweep = ({
  everyMs,
  live,
  links,
  visits,
  crew,
  members,
  log,
}: {
  readonly everyMs: number
  readonly live: Pick<LiveService, 'linkStates' | 'standing'>
  readonly links: OpenLinks
  readonly visits: Pick<Visits, 'check'>
  readonly crew: Pick<Crew, 'check'>
  readonly members: Members
  readonly log: Log
}) => {
  const sweepLinks = async (): Promise<void> => {
    const ids = links.ids()
    for (let i = 0; i < ids.length; i += atOnce) {
      const asked = ids.slice(i, i + atOnce)
      const states = await live.linkStates(asked)
      for (const id of asked) links.judge(id, states.get(id))
    }
  }
  const sweepMembers = async (): Promise<void> => {
    const all = members.all()
    for (let i = 0; i < all.length; i += atOnce) {
      const asked = all.slice(i, i + atOnce)
      members.keep(asked, await live.standing(asked))
    }
  }
  const run = async (): Promise<void> => {
    // The database being away says nothing about who may watch; the next sweep asks again.
    const results = await Promise.allSettled([sweepLinks(), sweepMembers(), visits.check(), crew.check()])
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
