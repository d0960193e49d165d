import { expect } from 'chai'
import type { Person } from '../support/client.ts'

export const quotesPath = '/api/trakservice/quotes'

/** The office may write quotes from now on. */
export const withQuotes = async (owner: Person): Promise<Person> => {
  const features = { 'trakservice.enabled': true, 'trakservice.dispatch': true, 'trakservice.quotes': true }
  const { status } = await owner.call('PUT', '/api/tenants/features', { features })
  expect(status).to.equal(200)
  return owner
}

/** 112.50 and 299.00 of items, and 35.53 of taxes: 447.03. */
export const compressor = {
  title: 'New compressor',
  customer: { name: 'Ana Souza', email: 'ana@example.org' },
  items: [
    { description: 'Compressor 1/4 HP', quantity: 1, unit_price_cents: 29_900, tax_percent: 10 },
    {
      description: 'Work',
      quantity: '2.5',
      unit: 'h',
      unit_price_cents: 5000,
      discount_percent: 10,
      tax_percent: '5.00',
    },
  ],
}

// biome-ignore lint/suspicious/noExplicitAny: specs look into answers and say themselves what should be there
type Quote = any

export const aQuote = async (office: Person, more: object = {}): Promise<Quote> => {
  const { status, body } = await office.call('POST', quotesPath, { ...compressor, ...more })
  expect(status, JSON.stringify(body)).to.equal(201)
  return body
}

/** With its link, and what its customer calls. */
export const aSentQuote = async (office: Person, more: object = {}): Promise<Quote> => {
  const { id } = await aQuote(office, more)
  const { status, body } = await office.call('POST', `${quotesPath}/${id}/send`, {})
  expect(status, JSON.stringify(body)).to.equal(200)
  return { ...body, path: `/share/${body.share.token}` }
}
