import { useEffect, useMemo, useReducer, useState } from 'preact/hooks'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import { useNow } from '../ui/now.ts'
import { isoDay } from '../ui/time.ts'
import { watchDay } from './live-day.ts'
import { type Day, type Job, loadDay } from './load-day.ts'
import { type Outbox, outboxOf } from './outbox.ts'
import { ownerOf, shelfOf } from './shelf.ts'
import type { Wish } from './wishes.ts'

export interface DayDesk {
  /** As it reads once all that was pressed is taken; undefined until something is known. */
  readonly day: Day | undefined
  readonly refused: Refused | null
  readonly isBusy: boolean
  readonly reload: () => Promise<void>
  readonly outbox: Outbox
}

/** The day as this phone knows it: the last that was read, until it can be read anew; live, and with what was pressed. */
export const useDay = (wordOf: (wish: Wish) => string): DayDesk => {
  const app = useApp()
  const { api, zone, me, refreshMe } = app
  const owner = ownerOf(app)
  const shelf = useMemo(() => shelfOf<Day>('jobs', owner), [owner])
  const outbox = useMemo(() => outboxOf(owner, api, wordOf), [owner])
  const date = isoDay(zone, useNow(60_000))
  const [day, setDay] = useState<Day | undefined>(() => {
    const kept = shelf.read()
    return kept?.date === date ? kept : undefined
  })
  const [refused, setRefused] = useState<Refused | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [, repaint] = useReducer((n: number) => n + 1, 0)

  const reload = async () => {
    setBusy(true)
    try {
      const read = await loadDay(api, me.user.id, date, Date.now())
      shelf.write(read)
      setDay(read)
      setRefused(null)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefused(error)
    } finally {
      setBusy(false)
    }
  }

  useEffect(() => {
    if (day && day.date !== date) setDay(undefined) // it is tomorrow
    reload()
    const look = () => document.visibilityState === 'visible' && reload()
    const timer = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
    addEventListener('online', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      removeEventListener('online', look)
    }
  }, [date])
  useEffect(() => watchDay({ onStatus: reload, onSessionChanged: refreshMe, renew: api.renew }), [date])
  useEffect(() => {
    let waited = outbox.waiting().length
    outbox.poke()
    return outbox.hear(() => {
      const waits = outbox.waiting().length
      if (waits < waited && !outbox.isSending()) reload()
      waited = waits
      repaint(0)
    })
  }, [outbox])

  return { day: day && wished(day, outbox), refused, isBusy, reload, outbox }
}

/** New visits and other times come without a notice of their own. */
const everyMs = 60_000

const wished = (day: Day, outbox: Outbox): Day => {
  const asPressed = (job: Job): Job => {
    const status = outbox.statusOf(job.visit.id, job.visit.status)
    if (status === job.visit.status) return job
    const departed = status === 'en_route' ? { departed_at: new Date().toISOString() } : {}
    return { ...job, visit: { ...job.visit, status, ...departed } }
  }
  return { ...day, jobs: day.jobs.map(asPressed) }
}
