import Type from 'typebox'
import { languages } from '../../domain/problem.ts'
import { type OwnedQuote, presentQuote, presentShared } from '../../domain/quotes/present.ts'
import { CreateQuote, QuoteQuery, QuoteView, SendQuote, UpdateQuote } from '../../domain/quotes/schema.ts'
import { Id, OneOf, Page } from '../../domain/schema.ts'
import { versionedAnswer, versionsIn } from '../etags.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { renderQuote } from '../quote-pages.ts'
import { type Answer, media, type RequestFacts, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const quotesPath = '/api/trakservice/quotes'
const quotePath = `${quotesPath}/:id`
const ByQuote = Type.Object({ id: Id })

const usual = {
  tag: 'TrakService',
  who: 'dispatcher',
  feature: 'trakservice.quotes',
  refuse: refuseTrakService,
} as const

const answerOf = (owned: OwnedQuote, { language, publicUrl }: RequestFacts, status?: number): Answer =>
  versionedAnswer(owned.quote, presentQuote(owned, language, publicUrl), status)

/** What work would cost, as the office writes it. */
export const quoteRoutes = ({ services: { quotes }, pages }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path: quotesPath,
    summary: 'The quotes, newest first; a status is how a quote reads today',
    query: QuoteQuery,
    reply: Page(QuoteView, 'QuotePage'),
    async handle({ actor, query, request }) {
      const { language, publicUrl, path } = request
      const { count, rows } = await quotes.list(actor, query, sliceOf(query))
      const views = rows.map((owned) => presentQuote(owned, language, publicUrl))
      return presentPage({ count, rows: views }, query, publicUrl, path)
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: quotesPath,
    summary: 'Write a quote; it is a draft, and gets the next number of its year',
    status: 201,
    body: CreateQuote,
    bodyLimit: 512 * 1024,
    reply: QuoteView,
    async handle({ actor, body, request }) {
      return answerOf(await quotes.create(actor, body), request, 201)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: quotePath,
    summary: 'One quote; its ETag is what a change may name in If-Match',
    params: ByQuote,
    reply: QuoteView,
    async handle({ actor, params, request }) {
      return answerOf(await quotes.find(actor, params.id), request)
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: quotePath,
    summary: 'Change a draft; what was sent stays as it was sent',
    params: ByQuote,
    body: UpdateQuote,
    bodyLimit: 512 * 1024,
    reply: QuoteView,
    refusals: ['quote_not_editable', 'conflict'],
    async handle({ actor, params, body, request }) {
      const basedOn = versionsIn(request.header('if-match'))
      return answerOf(await quotes.update(actor, params.id, basedOn, body), request)
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: quotePath,
    summary: 'Remove a draft',
    params: ByQuote,
    refusals: ['quote_not_editable', 'conflict'],
    async handle({ actor, params, request }) {
      await quotes.remove(actor, params.id, versionsIn(request.header('if-match')))
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${quotePath}/send`,
    summary: 'Make the customer’s link, or find it again, and mail it to them',
    status: 200,
    params: ByQuote,
    body: SendQuote,
    reply: QuoteView,
    refusals: ['policy_violated', 'quote_decided', 'quote_expired', 'conflict'],
    async handle({ actor, params, body, request }) {
      const basedOn = versionsIn(request.header('if-match'))
      return answerOf(await quotes.send(actor, params.id, basedOn, body), request)
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${quotePath}/duplicate`,
    summary: 'The same again, as a draft with a number of its own',
    status: 201,
    params: ByQuote,
    reply: QuoteView,
    async handle({ actor, params, request }) {
      return answerOf(await quotes.duplicate(actor, params.id), request, 201)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${quotePath}/print`,
    summary: 'A page to print, A4, in the organization’s language unless `lang` names another',
    params: ByQuote,
    query: Type.Object({ lang: Type.Optional(OneOf(...languages)) }, { additionalProperties: false }),
    reply: ['text/html'],
    async handle({ actor, params, query }) {
      const { locale, ...printed } = await quotes.printed(actor, params.id)
      const page = renderQuote(presentShared(printed), {
        lang: query.lang ?? locale,
        timeZone: printed.timeZone,
        customer: printed.quote.customer.name,
        manifest: pages.manifest,
      })
      return media('text/html', page, {
        'Cache-Control': 'private, no-store',
        'Referrer-Policy': 'no-referrer',
      })
    },
  }),
]
