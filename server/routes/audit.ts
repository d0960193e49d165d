import { type Audit, AuditEntry, AuditQuery } from '../../domain/events/audit.ts'
import { Page } from '../../domain/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { type Route, route } from '../route.ts'

const path = '/api/tenants/audit'

export const auditRoutes = ({ audit }: { readonly audit: Audit }): Route[] => [
  route({
    method: 'get',
    path,
    summary: 'What was changed in the organization, and by whom; the newest first',
    tag: 'Organization',
    who: 'admin',
    query: AuditQuery,
    reply: Page(AuditEntry, 'AuditPage'),
    async handle({ actor, query, request }) {
      return presentPage(await audit(actor, query, sliceOf(query)), query, request.publicUrl, path)
    },
  }),
]
