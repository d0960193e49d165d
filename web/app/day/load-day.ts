import type { AssignmentView } from '../../../domain/assignments/schema.ts'
import type { TechnicianView } from '../../../domain/technicians/schema.ts'
import type { WorkOrderView } from '../../../domain/work-orders/schema.ts'
import { type Api, Refused } from '../api.ts'
import type { ListPage } from '../ui/list.ts'

/** A visit with its work order, where that could be read. */
export interface Job {
  readonly visit: AssignmentView
  readonly order?: WorkOrderView
}

/** What a technician has to do, as it was at `readAt` (ms). */
export interface Day {
  readonly technician: TechnicianView | null
  /** `YYYY-MM-DD` by the organization's clock. */
  readonly date: string
  readonly jobs: readonly Job[]
  /** The days after it, until a week from it. */
  readonly ahead: readonly Job[]
  readonly readAt: number
}

const base = '/api/trakservice'
const aWeek = 7
const perPage = 200

/** Reads the day and the week ahead; customers of what is far away are not needed yet. */
export const loadDay = async (api: Api, userId: number, date: string, now: number): Promise<Day> => {
  const [technicians, visits] = await Promise.all([
    api.get<ListPage<TechnicianView>>(`${base}/technicians/`),
    api.get<ListPage<AssignmentView>>(
      `${base}/assignments/?date_from=${date}&date_to=${daysAfter(date, aWeek)}&page_size=${perPage}`,
    ),
  ])
  const soon = daysAfter(date, 1)
  const wanted = new Set(
    visits.results.filter((one) => one.scheduled_date <= soon).map((one) => one.work_order),
  )
  const orders = new Map(await Promise.all([...wanted].map((id) => orderOf(api, id))))
  const jobs = visits.results.map((visit): Job => {
    const order = orders.get(visit.work_order)
    return { visit, ...(order && { order }) }
  })
  return {
    technician: technicians.results.find(({ user }) => user.id === userId) ?? null,
    date,
    jobs: jobs.filter(({ visit }) => visit.scheduled_date === date),
    ahead: jobs.filter(({ visit }) => visit.scheduled_date > date && visit.status !== 'canceled'),
    readAt: now,
  }
}

/** A work order that was taken away meanwhile does not take the day along; a line that breaks does: half a day is none. */
const orderOf = async (api: Api, id: number): Promise<[number, WorkOrderView | undefined]> => {
  try {
    return [id, await api.get<WorkOrderView>(`${base}/work-orders/${id}/`)]
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return [id, undefined]
    throw error
  }
}

/** A day of the calendar, as many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
