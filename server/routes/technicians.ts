import Type from 'typebox'
import { Id, Page } from '../../domain/schema.ts'
import {
  ActiveTechnicianQuery,
  CandidateQuery,
  CandidateView,
  CreateTechnician,
  TechnicianKeyView,
  TechnicianQuery,
  TechnicianView,
  UpdateTechnician,
} from '../../domain/technicians/schema.ts'
import {
  presentCandidate,
  presentKey,
  presentTechnician,
  type Technician,
} from '../../domain/technicians/technician.ts'
import { versionedAnswer, versionsIn } from '../etags.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { type Answer, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const techniciansPath = '/api/trakservice/technicians'
const technicianPath = `${techniciansPath}/:id`
const ByTechnician = Type.Object({ id: Id })
const TechnicianPage = Page(TechnicianView, 'TechnicianPage')

const usual = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.dispatch',
  refuse: refuseTrakService,
} as const
const forDispatchers = { ...usual, who: 'dispatcher' } as const

const answerOf = (technician: Technician, status?: number): Answer =>
  versionedAnswer(technician, presentTechnician(technician), status)

/** Who goes out to work. */
export const technicianRoutes = ({ services: { technicians } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: techniciansPath,
    summary: 'The technicians by name; for those below dispatchers, their own profile',
    query: TechnicianQuery,
    reply: TechnicianPage,
    async handle({ actor, query, request }) {
      const filter = { isActive: query.is_active, search: query.search }
      const { count, rows } = await technicians.list(actor, filter, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentTechnician) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    ...forDispatchers,
    method: 'post',
    path: techniciansPath,
    summary: 'Make a member of the organization a technician',
    status: 201,
    body: CreateTechnician,
    reply: TechnicianView,
    refusals: ['technician_exists', 'consent_withdrawn'],
    async handle({ actor, body }) {
      return answerOf(await technicians.create(actor, body), 201)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${techniciansPath}/active`,
    summary: 'The technicians who are active, by name',
    query: ActiveTechnicianQuery,
    reply: TechnicianPage,
    async handle({ actor, query, request }) {
      const filter = { isActive: true, search: query.search }
      const { count, rows } = await technicians.list(actor, filter, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentTechnician) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    ...forDispatchers,
    method: 'get',
    path: `${techniciansPath}/candidates`,
    summary: 'The members of the organization who have no profile yet, by name',
    query: CandidateQuery,
    reply: Page(CandidateView, 'TechnicianCandidatePage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await technicians.candidates(actor, query.search, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentCandidate) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: technicianPath,
    summary: 'One technician; the ETag is what a change may name in If-Match',
    params: ByTechnician,
    reply: TechnicianView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return answerOf(await technicians.get(actor, params.id))
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: technicianPath,
    summary: 'Change a profile; technicians change their own phone and whether they may be tracked',
    params: ByTechnician,
    body: UpdateTechnician,
    reply: TechnicianView,
    refusals: ['not_found', 'forbidden', 'conflict', 'consent_withdrawn'],
    async handle({ actor, params, body, request }) {
      const expected = versionsIn(request.header('if-match'))
      return answerOf(await technicians.update(actor, params.id, body, expected))
    },
  }),
  route({
    ...forDispatchers,
    method: 'delete',
    path: technicianPath,
    summary:
      'Remove a profile: its key is dead, where the technician was is forgotten; past visits keep the name',
    params: ByTechnician,
    refusals: ['not_found', 'conflict', 'technician_in_use'],
    async handle({ actor, params, request }): Promise<undefined> {
      await technicians.remove(actor, params.id, versionsIn(request.header('if-match')))
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${technicianPath}/rotate-key`,
    summary: 'A new key for the phone of a technician, shown once; the old one is dead at once',
    feature: 'trakservice.tracking',
    status: 200,
    params: ByTechnician,
    reply: TechnicianKeyView,
    refusals: ['not_found'],
    async handle({ actor, params, request }) {
      const { technician, ingestKey } = await technicians.rotateKey(actor, params.id)
      return presentKey(technician, ingestKey, request.publicUrl)
    },
  }),
]
