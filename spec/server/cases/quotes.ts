import { expect } from 'chai'
import { clientOf } from '../../support/client.ts'
import { aQuote, aSentQuote, compressor, withQuotes } from '../a-quote.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const base = '/api/trakservice/quotes'
const own = { foreign: 'own' } as const
const ofHouse = { foreign: 404 } as const

const office = async ({ house: { people } }: Fixture) => withQuotes(people.owner)
const byDraft = async (fixture: Fixture) => ({ id: (await aQuote(await office(fixture))).id as string })

/** A quote that its customer has approved: whoever comes with another decision is too late. */
const byDecided = async (fixture: Fixture) => {
  const owner = await office(fixture)
  const { share, path } = await aSentQuote(owner)
  const said = await clientOf(owner.url).call('POST', `${path}/decision`, {
    decision: 'approve',
    name: 'Ana',
  })
  expect(said.status).to.equal(200)
  const links = await owner.call('GET', '/api/v3/shares?resource_type=quote')
  const link = links.body.results.find(({ token }: { token: string }) => token === share.token)
  return { ref: link.uuid as string }
}

export const quoteCases: Record<string, RouteCase> = {
  [`get ${base}`]: { ...own, query: '?status=draft&status=sent&search=a' },
  [`post ${base}`]: { ...own, body: () => compressor },
  [`get ${base}/:id`]: { ...ofHouse, params: byDraft },
  [`patch ${base}/:id`]: { ...ofHouse, params: byDraft, body: () => ({ title: 'Another' }) },
  [`delete ${base}/:id`]: { ...ofHouse, params: byDraft },
  [`post ${base}/:id/send`]: { ...ofHouse, params: byDraft, body: () => ({}) },
  [`post ${base}/:id/duplicate`]: { ...ofHouse, params: byDraft },
  [`get ${base}/:id/print`]: { ...ofHouse, params: byDraft },
  'post /share/:ref/decision': {
    foreign: 'own',
    nobody: 409,
    params: byDecided,
    body: () => ({ decision: 'reject', name: 'Somebody else' }),
  },
}
