import Type from 'typebox'
import { mileageCsv, presentMileage, presentMileageDetail } from '../../domain/mileage/present.ts'
import { MileageDayDetail, MileageQuery, MileageView } from '../../domain/mileage/schema.ts'
import { totalsOf } from '../../domain/mileage/service.ts'
import { CalendarDate, Id } from '../../domain/schema.ts'
import { media, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const usual = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.km',
  refuse: refuseTrakService,
} as const

export const mileageRoutes = ({ services: { mileage } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: '/api/trakservice/km',
    summary: 'How far technicians went, day by day, this week unless said otherwise; as CSV with format=csv',
    query: MileageQuery,
    reply: MileageView,
    refusals: ['not_found'],
    async handle({ actor, query }) {
      const { from, to, days } = await mileage.list(actor, query)
      const results = days.map(presentMileage)
      if (query.format === 'csv')
        return media('text/csv; charset=utf-8', mileageCsv(results), {
          'Content-Disposition': `attachment; filename="km-${from}-${to}.csv"`,
          'Cache-Control': 'private, no-store',
        })
      return { from, to, results, totals: totalsOf(days) }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/trakservice/km/:technician_id/:date',
    summary: 'How far a technician went on one day, with the silences that straight lines were counted for',
    params: Type.Object({ technician_id: Id, date: CalendarDate }),
    reply: MileageDayDetail,
    refusals: ['not_found'],
    async handle({ actor, params: { technician_id, date } }) {
      return presentMileageDetail(await mileage.day(actor, technician_id.toLowerCase(), date))
    },
  }),
]
