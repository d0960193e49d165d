import Type from 'typebox'
import type { Member } from '../../domain/actor.ts'
import type { Assignment } from '../../domain/assignments/assignment.ts'
import { presentPlanTechnician, presentPlanVisit } from '../../domain/assignments/plan.ts'
import { PlanQuery, PlanView } from '../../domain/assignments/plan-schema.ts'
import type { AssignmentFilter } from '../../domain/assignments/ports.ts'
import {
  presentAssignment,
  presentHistory,
  presentPlanned,
  presentRating,
  presentWhole,
} from '../../domain/assignments/present.ts'
import {
  AssignmentDayQuery,
  AssignmentHistory,
  AssignmentQuery,
  AssignmentView,
  ChangeAssignmentStatus,
  CreateAssignment,
  PlannedAssignmentView,
  TechniciansAssignmentQuery,
  UpdateAssignment,
  VisitRatingView,
  WholeAssignmentView,
} from '../../domain/assignments/schema.ts'
import type { Planned, WholeAssignment } from '../../domain/assignments/service.ts'
import { transitionInWords } from '../../domain/assignments/words.ts'
import { type Counted, Id, Page, type Slice } from '../../domain/schema.ts'
import { versionedAnswer, versionsIn } from '../etags.ts'
import { IfAny, ifAny } from '../if-any.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { type Answer, type RequestFacts, type Route, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const assignmentsPath = '/api/trakservice/assignments'
const assignmentPath = `${assignmentsPath}/:id`
const ByAssignment = Type.Object({ id: Id })
const AssignmentPage = Page(AssignmentView, 'AssignmentPage')

const usual = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.dispatch',
  refuse: (problem, request) => refuseTrakService(transitionInWords(problem, request.language), request),
} as const satisfies Partial<Route>
const forDispatchers = { ...usual, who: 'dispatcher' } as const

const plannedAnswer = (planned: Planned, { language }: RequestFacts, status?: number): Answer =>
  versionedAnswer(planned.assignment, presentPlanned(planned, language), status)

const wholeAnswer = (whole: WholeAssignment, { language, publicUrl }: RequestFacts): Answer =>
  versionedAnswer(whole.assignment, presentWhole(whole, language, publicUrl))

type List = (actor: Member, filter: AssignmentFilter, slice: Slice) => Promise<Counted<Assignment>>

/** One page of whichever list it is, narrowed by what the query says. */
const pageOf = async (list: List, actor: Member, query: AssignmentQuery, request: RequestFacts) => {
  const { count, rows } = await list(actor, filterOf(query), sliceOf(query))
  const page = { count, rows: rows.map((row) => presentAssignment(row, request.language)) }
  return presentPage(page, query, request.publicUrl, request.path)
}

const filterOf = (query: AssignmentQuery): AssignmentFilter => ({
  date: query.date,
  dateFrom: query.date_from,
  dateTo: query.date_to,
  technicianId: query.technician_id,
  workOrderId: query.work_order_id,
  status: query.status?.length ? query.status : undefined,
  search: query.search?.trim() || undefined,
})

/** Who does which work order when, and how far they are. Those below dispatchers have their own. */
export const assignmentRoutes = ({ services: { assignments } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: assignmentsPath,
    summary: 'The assignments, by day and time; for those below dispatchers, their own',
    query: AssignmentQuery,
    reply: AssignmentPage,
    handle: ({ actor, query, request }) => pageOf(assignments.list, actor, query, request),
  }),
  route({
    ...forDispatchers,
    method: 'post',
    path: assignmentsPath,
    summary: 'Send a technician to a work order; warns where they are elsewhere at that time',
    status: 201,
    body: CreateAssignment,
    reply: PlannedAssignmentView,
    refusals: ['technician_inactive', 'work_order_closed'],
    async handle({ actor, body, request }) {
      return plannedAnswer(await assignments.create(actor, body), request, 201)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${assignmentsPath}/today`,
    summary: 'Today’s assignments, by the organization’s clock',
    query: AssignmentDayQuery,
    reply: AssignmentPage,
    handle: ({ actor, query, request }) => pageOf(assignments.today, actor, query, request),
  }),
  route({
    ...usual,
    method: 'get',
    path: `${assignmentsPath}/week`,
    summary: 'The assignments of this week, Monday to Sunday, by the organization’s clock',
    query: AssignmentDayQuery,
    reply: AssignmentPage,
    handle: ({ actor, query, request }) => pageOf(assignments.week, actor, query, request),
  }),
  route({
    ...forDispatchers,
    method: 'get',
    path: `${assignmentsPath}/plan`,
    summary:
      'The board of a day or a week at most: everybody who works, and all visits with place and customer',
    query: PlanQuery,
    reply: PlanView,
    async handle({ actor, query, request }) {
      const { technicians, visits, count } = await assignments.plan(actor, query)
      return {
        technicians: technicians.map(presentPlanTechnician),
        visits: visits.map((visit) => presentPlanVisit(visit, request.language)),
        count,
      }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${assignmentsPath}/by-technician/:tech_id`,
    summary: 'The assignments of one technician',
    params: Type.Object({ tech_id: Id }),
    query: TechniciansAssignmentQuery,
    reply: AssignmentPage,
    refusals: ['not_found'],
    handle: ({ actor, params, query, request }) =>
      pageOf((...list) => assignments.ofTechnician(params.tech_id, ...list), actor, query, request),
  }),
  route({
    ...usual,
    method: 'get',
    path: assignmentPath,
    summary:
      'One assignment, with the customer’s link while its technician is under way; the ETag is for If-Match',
    params: ByAssignment,
    reply: WholeAssignmentView,
    refusals: ['not_found'],
    async handle({ actor, params, request }) {
      return wholeAnswer(await assignments.get(actor, params.id), request)
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: assignmentPath,
    summary:
      'Change the plan before departure, times and place in the day until it is over, notes at any time',
    params: ByAssignment,
    body: UpdateAssignment,
    reply: PlannedAssignmentView,
    refusals: [
      'not_found',
      'forbidden',
      'conflict',
      'assignment_under_way',
      'technician_inactive',
      'work_order_closed',
    ],
    async handle({ actor, params, body, request }) {
      const expected = versionsIn(request.header('if-match'))
      return plannedAnswer(await assignments.update(actor, params.id, body, expected), request)
    },
  }),
  route({
    ...forDispatchers,
    method: 'delete',
    path: assignmentPath,
    summary: 'Remove an assignment that is not under way, with its history and its rating',
    params: ByAssignment,
    refusals: ['not_found', 'conflict', 'assignment_in_use'],
    async handle({ actor, params, request }): Promise<undefined> {
      await assignments.remove(actor, params.id, versionsIn(request.header('if-match')))
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${assignmentPath}/status`,
    summary: 'Move an assignment on, or cancel it; en_route makes the customer’s link, and the end ends it',
    status: 200,
    params: ByAssignment,
    body: ChangeAssignmentStatus,
    reply: WholeAssignmentView,
    refusals: ['not_found', 'conflict', 'transition_not_allowed'],
    async handle({ actor, params, body, request }) {
      const expected = versionsIn(request.header('if-match'))
      const { publicUrl } = request
      return wholeAnswer(await assignments.changeStatus(actor, params.id, body, publicUrl, expected), request)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${assignmentPath}/history`,
    summary: 'Every change of its status, oldest first: when, whose doing, and why',
    params: ByAssignment,
    reply: AssignmentHistory,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return presentHistory(await assignments.history(actor, params.id))
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${assignmentPath}/rating`,
    summary: 'What the customer thought of the visit; 404 until they say so',
    otherStatuses: [204],
    params: ByAssignment,
    query: IfAny,
    reply: VisitRatingView,
    refusals: ['not_found'],
    handle: ({ actor, params, query }) =>
      ifAny(query, async () => presentRating(await assignments.rating(actor, params.id))),
  }),
]
