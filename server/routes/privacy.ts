import { Readable } from 'node:stream'
import { CustomerExport } from '../../domain/privacy/customer-export.ts'
import { PersonExport } from '../../domain/privacy/export-schema.ts'
import {
  CustomerQuery,
  EraseCustomer,
  ErasedCustomerView,
  ErasedPersonView,
  ErasePerson,
  PersonParams,
} from '../../domain/privacy/schema.ts'
import type { Exported, Privacy } from '../../domain/privacy/service.ts'
import { media, type Route, route } from '../route.ts'

const tag = 'Privacy'

/** A file to keep. It is written while it is read, and nobody in between keeps it. */
const download = ({ filename, document }: Exported) =>
  media('application/json', Readable.from(document), {
    'Content-Disposition': `attachment; filename="${filename}"`,
    'Cache-Control': 'no-store',
  })

export const privacyRoutes = ({ services: { privacy } }: { services: { privacy: Privacy } }): Route[] => [
  route({
    method: 'get',
    path: '/api/privacy/export',
    summary: 'Everything that the organization holds about me, as a file',
    tag,
    who: 'member',
    reply: PersonExport,
    async handle({ actor }) {
      return download(await privacy.exportPerson(actor, actor.userId))
    },
  }),
  route({
    method: 'get',
    path: '/api/privacy/people/:user_id/export',
    summary:
      'Everything that the organization holds about one of its people, or somebody who left; trips excepted',
    tag,
    who: 'admin',
    params: PersonParams,
    reply: PersonExport,
    async handle({ actor, params }) {
      return download(await privacy.exportPerson(actor, params.user_id))
    },
  }),
  route({
    method: 'post',
    path: '/api/privacy/people/:user_id/erase',
    summary: 'Forget one of its people, or somebody who left, for good; confirmed by their e-mail address',
    tag,
    who: 'admin',
    status: 200,
    params: PersonParams,
    body: ErasePerson,
    reply: ErasedPersonView,
    refusals: ['last_owner'],
    async handle({ actor, params, body }) {
      return privacy.erasePerson(actor, params.user_id, body)
    },
  }),
  route({
    method: 'get',
    path: '/api/privacy/customers/export',
    summary: 'Everything that the organization holds about a customer, by their e-mail address, as a file',
    tag,
    who: 'admin',
    query: CustomerQuery,
    reply: CustomerExport,
    async handle({ actor, query }) {
      return download(await privacy.exportCustomer(actor, query.email))
    },
  }),
  route({
    method: 'post',
    path: '/api/privacy/customers/erase',
    summary: 'Forget a customer, by their e-mail address; what was done for them stays, without them',
    tag,
    who: 'admin',
    status: 200,
    body: EraseCustomer,
    reply: ErasedCustomerView,
    async handle({ actor, body }) {
      return privacy.eraseCustomer(actor, body.email)
    },
  }),
]
