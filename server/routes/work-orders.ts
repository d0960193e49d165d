import Type from 'typebox'
import { Page, SerialId } from '../../domain/schema.ts'
import {
  CreateWorkOrder,
  UpdateWorkOrder,
  WorkOrderQuery,
  WorkOrderView,
} from '../../domain/work-orders/schema.ts'
import { presentWorkOrder, type WorkOrder } from '../../domain/work-orders/work-order.ts'
import { versionedAnswer, versionsIn } from '../etags.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { type Answer, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const workOrdersPath = '/api/trakservice/work-orders'
const workOrderPath = `${workOrdersPath}/:id`
const ByWorkOrder = Type.Object({ id: SerialId })

const usual = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.dispatch',
  refuse: refuseTrakService,
} as const
const forDispatchers = { ...usual, who: 'dispatcher' } as const

const answerOf = (order: WorkOrder, status?: number): Answer =>
  versionedAnswer(order, presentWorkOrder(order), status)

/** What is to be done, on what, where and for whom. */
export const workOrderRoutes = ({ services: { workOrders } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: workOrdersPath,
    summary: 'The work orders, newest first; for those below dispatchers, the ones that they were sent to',
    query: WorkOrderQuery,
    reply: Page(WorkOrderView, 'WorkOrderPage'),
    async handle({ actor, query, request }) {
      const filter = { ...query, isPlanned: query.is_planned }
      const { count, rows } = await workOrders.list(actor, filter, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentWorkOrder) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    ...forDispatchers,
    method: 'post',
    path: workOrdersPath,
    summary: 'Write a work order; it gets the next number of its year',
    status: 201,
    body: CreateWorkOrder,
    reply: WorkOrderView,
    async handle({ actor, body }) {
      return answerOf(await workOrders.create(actor, body), 201)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: workOrderPath,
    summary: 'One work order; the ETag is what a change may name in If-Match',
    params: ByWorkOrder,
    reply: WorkOrderView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return answerOf(await workOrders.get(actor, params.id))
    },
  }),
  route({
    ...forDispatchers,
    method: 'patch',
    path: workOrderPath,
    summary: 'Change what is named; the customer as a whole',
    params: ByWorkOrder,
    body: UpdateWorkOrder,
    reply: WorkOrderView,
    refusals: ['not_found', 'conflict'],
    async handle({ actor, params, body, request }) {
      const expected = versionsIn(request.header('if-match'))
      return answerOf(await workOrders.update(actor, params.id, body, expected))
    },
  }),
  route({
    ...forDispatchers,
    method: 'delete',
    path: workOrderPath,
    summary: 'Remove a work order that nothing refers to',
    params: ByWorkOrder,
    refusals: ['not_found', 'conflict', 'work_order_in_use'],
    async handle({ actor, params, request }): Promise<undefined> {
      await workOrders.remove(actor, params.id, versionsIn(request.header('if-match')))
    },
  }),
]
