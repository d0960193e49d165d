import Type from 'typebox'
import { presentKey } from '../../domain/api-keys/key.ts'
import { ApiKeyView, CreateApiKey, CreatedApiKey } from '../../domain/api-keys/schema.ts'
import { Id, Page, PageQuery } from '../../domain/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { Answer, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const usual = { tag: 'API keys', who: 'admin' } as const
const all = '/api/tenants/api-keys'

/** What programs come in by. Only people make keys and take them back. */
export const apiKeyRoutes = ({ services: { apiKeys, now } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: all,
    summary: 'The API keys of the organization, the newest first; ended ones for 90 days more',
    query: PageQuery,
    reply: Page(ApiKeyView, 'ApiKeyPage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await apiKeys.list(actor, sliceOf(query))
      return presentPage(
        { count, rows: rows.map((key) => presentKey(key, now())) },
        query,
        request.publicUrl,
        all,
      )
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: all,
    summary: 'Make an API key; its secret is shown here only',
    status: 201,
    body: CreateApiKey,
    reply: CreatedApiKey,
    async handle({ actor, body }) {
      const { key, secret } = await apiKeys.create(actor, body)
      const headers = { 'Cache-Control': 'no-store' }
      return new Answer({ ...presentKey(key, now()), secret }, { status: 201, headers })
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: `${all}/:id`,
    summary: 'Revoke an API key; it ends at once, on every node',
    params: Type.Object({ id: Id }),
    refusals: ['not_found'],
    async handle({ actor, params }) {
      await apiKeys.revoke(actor, params.id)
    },
  }),
]
