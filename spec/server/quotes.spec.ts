import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aQuote, aSentQuote, compressor, quotesPath, withQuotes } from './a-quote.ts'

describe('/api/trakservice/quotes', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await withQuotes(await register(url, 'Frio & Cia'))
  })
  const path = (id: string, rest = '') => `${quotesPath}/${id}${rest}`

  it('writes a quote, and shows all of it [QT-2] [QT-3] [QT-8]', async () => {
    const made = await owner.call('POST', `${quotesPath}/`, {
      ...compressor,
      currency: 'BRL',
      notes: 'Half now.',
    })
    const read = await owner.call('GET', path(made.body.id, '/'))
    const { id, number, valid_until, created_at, updated_at, ...shown } = made.body

    expect(made.status).to.equal(201)
    expect(number).to.match(/^ORC-\d{4}-\d{4}$/)
    expect(Date.parse(valid_until) - Date.now()).to.be.within(28 * 86_400_000, 31 * 86_400_000)
    expect([id, created_at, updated_at].every((one) => typeof one === 'string')).to.equal(true)
    expect(shown).to.deep.equal({
      title: 'New compressor',
      status: 'draft',
      status_display: 'Draft',
      currency: 'BRL',
      items: [
        {
          position: 1,
          description: 'Compressor 1/4 HP',
          quantity: 1,
          unit: null,
          unit_price_cents: 29_900,
          discount_percent: 0,
          tax_percent: 10,
          total_cents: 29_900,
        },
        {
          position: 2,
          description: 'Work',
          quantity: 2.5,
          unit: 'h',
          unit_price_cents: 5000,
          discount_percent: 10,
          tax_percent: 5,
          total_cents: 11_250,
        },
      ],
      subtotal_cents: 42_400,
      discount_cents: 1250,
      taxes: [
        { tax_percent: 5, base_cents: 11_250, tax_cents: 563 },
        { tax_percent: 10, base_cents: 29_900, tax_cents: 2990 },
      ],
      tax_cents: 3553,
      total_cents: 44_703,
      notes: 'Half now.',
      decided_at: null,
      decided_by: null,
      work_order: null,
      work_order_number: null,
      customer: { name: 'Ana Souza', phone: null, email: 'ana@example.org' },
      sent_at: null,
      decision_comment: null,
      created_by: owner.userId,
      share: null,
    })
    expect([read.status, read.body]).to.deep.equal([200, made.body])
    expect(read.headers.get('etag')).to.equal(made.headers.get('etag'))
  })

  it('is for the customer of its work order, and knows the order’s number [QT-8]', async () => {
    const order = await owner.call('POST', '/api/trakservice/work-orders', {
      description: 'Chiller',
      customer: { name: 'Bar do Zé', phone: '+55 11 4002-8922' },
    })
    const { customer: _, ...nobody } = compressor
    const made = await aQuote(owner, { ...nobody, customer: undefined, work_order: order.body.id })
    const listed = await owner.call('GET', `${quotesPath}?work_order_id=${order.body.id}`)
    const refused = await owner.call('POST', quotesPath, nobody)

    expect(made).to.include({ work_order: order.body.id, work_order_number: order.body.number })
    expect(made.customer).to.deep.equal({ name: 'Bar do Zé', phone: '+55 11 4002-8922', email: null })
    expect(listed.body.results.map(({ id }: { id: string }) => id)).to.deep.equal([made.id])
    expect([refused.status, refused.body.customer]).to.deep.equal([
      422,
      ['is required without a work order that has one'],
    ])
  })

  it('names no work order of another organization [T-21] [T-55]', async () => {
    const stranger = await withQuotes(await register(url))
    const order = await stranger.call('POST', '/api/trakservice/work-orders', { description: 'Theirs' })

    const made = await owner.call('POST', quotesPath, { ...compressor, work_order: order.body.id })

    expect([made.status, made.body.work_order]).to.deep.equal([422, ['is not known']])
  })

  it('lists by status, words and page, the newest first [T-58]', async () => {
    const office = await withQuotes(await register(url))
    const draft = await aQuote(office, { title: 'Manutenção' })
    const sent = await aSentQuote(office)
    const list = async (query: string) => {
      const { status, body } = await office.call('GET', `${quotesPath}?${query}`)
      expect(status).to.equal(200)
      return body
    }
    const idsOf = (body: { results: { id: string }[] }) => body.results.map(({ id }) => id)

    expect(idsOf(await list(''))).to.deep.equal([sent.id, draft.id])
    expect(idsOf(await list('status=sent'))).to.deep.equal([sent.id])
    expect(idsOf(await list('status=sent&status=draft'))).to.deep.equal([sent.id, draft.id])
    expect(idsOf(await list('search=manutencao'))).to.deep.equal([draft.id])
    const first = await list('page_size=1&status=sent&status=draft')
    expect(first.results[0].share).to.deep.equal(sent.share)
    expect(idsOf((await office.call('GET', first.next.replace(url, ''))).body)).to.deep.equal([draft.id])
    expect((await office.call('GET', `${quotesPath}?status=gone`)).status).to.equal(422)
    expect((await office.call('GET', `${quotesPath}?search=a%00`)).status).to.equal(422) // no text in a database has it
    expect((await (await withQuotes(await register(url))).call('GET', quotesPath)).body.count).to.equal(0)
  })

  it('changes a draft, based on what was read, and removes it [QT-6]', async () => {
    const made = await aQuote(owner)
    const { headers } = await owner.call('GET', path(made.id))
    const basedOn = { 'if-match': headers.get('etag')! }

    const changed = await owner.call(
      'PATCH',
      path(made.id),
      { title: 'Two', items: [compressor.items[0]] },
      basedOn,
    )
    const late = await owner.call('PATCH', path(made.id), { title: 'Three' }, basedOn)
    const lateRemoval = await owner.call('DELETE', path(made.id), undefined, basedOn)
    const removed = await owner.call('DELETE', path(made.id))

    expect([changed.status, changed.body.title, changed.body.total_cents]).to.deep.equal([200, 'Two', 32_890])
    expect([late.status, late.body.code, late.body.non_field_errors.length]).to.deep.equal([
      409,
      'conflict',
      1,
    ])
    expect(lateRemoval.status).to.equal(409)
    expect(removed.status).to.equal(204)
    expect((await owner.call('GET', path(made.id))).status).to.equal(404)
  })

  it('stays as it was sent, and is copied instead [QT-6]', async () => {
    const sent = await aSentQuote(owner)
    const changed = await owner.call(
      'PATCH',
      path(sent.id),
      { title: 'Other' },
      { 'accept-language': 'pt-BR' },
    )
    const removed = await owner.call('DELETE', path(sent.id))
    const copied = await owner.call('POST', path(sent.id, '/duplicate/'))

    expect([changed.status, changed.body.code, changed.body.non_field_errors]).to.deep.equal([
      409,
      'quote_not_editable',
      ['Um orçamento enviado não pode mais ser alterado; crie outro.'],
    ])
    expect(removed.status).to.equal(409)
    expect(copied.status).to.equal(201)
    expect(copied.body).to.include({
      status: 'draft',
      title: sent.title,
      total_cents: sent.total_cents,
      share: null,
    })
    expect(copied.body.number).to.not.equal(sent.number)
  })

  it('says where each field is wrong, under its name [QT-3]', async () => {
    const items = [{ ...compressor.items[0], quantity: 1.0001 }]
    const { status, body } = await owner.call('POST', quotesPath, { ...compressor, items, currency: 'XYZ' })
    const quantity = await owner.call('POST', quotesPath, { ...compressor, items })

    expect([status, body.currency]).to.deep.equal([422, ['is not a currency of ISO 4217']])
    expect(quantity.body['items.0.quantity']).to.deep.equal([
      'must be more than 0 and at most 1000000000, with at most 3 decimal places',
    ])
  })

  it('speaks to the office in its language', async () => {
    const { id } = await aSentQuote(owner)
    const inPortuguese = await owner.call('GET', path(id), undefined, { 'accept-language': 'pt-BR' })

    expect(inPortuguese.body.status_display).to.equal('Enviado')
  })

  it('is the office’s: others are refused, other organizations find nothing, and without the feature nobody does [QT-1]', async () => {
    const { id } = await aQuote(owner)
    const technician = await addMember(owner, 'technician')
    const stranger = await withQuotes(await register(url))
    const without = await register(url)
    const tries: [string, string, object?][] = [
      ['GET', path(id)],
      ['PATCH', path(id), { title: 'Taken' }],
      ['DELETE', path(id)],
      ['POST', path(id, '/send'), {}],
      ['POST', path(id, '/duplicate')],
      ['GET', path(id, '/print')],
    ]

    for (const [method, where, body] of tries) {
      const label = `${method} ${where}`
      expect((await technician.call(method, where, body)).body.code, label).to.equal('forbidden')
      expect((await stranger.call(method, where, body)).status, label).to.equal(404)
      const off = await without.call(method, where, body)
      expect([off.status, off.body.code], label).to.deep.equal([403, 'feature_disabled'])
    }
    expect((await technician.call('GET', quotesPath)).status).to.equal(403)
    expect((await owner.call('GET', path(id))).body.title).to.equal(compressor.title)
  })

  it('sends by one link, however often, and tells of everything [QT-10] [QT-15]', async () => {
    const sent = await aSentQuote(owner)
    const again = await owner.call('POST', path(sent.id, '/send/'), {})
    const read = await owner.call('GET', path(sent.id))
    const { database } = await sharedService()
    const events = await database.query(
      'select name, actor_id, data from event where aggregate_id = $1 order by seq',
      [sent.id],
    )

    expect(sent).to.include({ status: 'sent', status_display: 'Sent' })
    expect(sent.share.share_url).to.equal(`${url}/share/${sent.share.token}/`)
    expect(Date.parse(sent.share.expires_at)).to.be.closeTo(
      Date.parse(sent.valid_until) + 31 * 86_400_000,
      86_400_000,
    )
    expect([again.status, again.body.share]).to.deep.equal([200, sent.share])
    expect(read.body.share).to.deep.equal(sent.share)
    expect(events).to.deep.equal([
      { name: 'quote.created', actor_id: owner.userId, data: { status: 'draft' } },
      { name: 'quote.sent', actor_id: owner.userId, data: { status: 'sent' } },
      { name: 'quote.sent', actor_id: owner.userId, data: { status: 'sent' } },
    ])
  })

  it('is one quote with one link, however its id is written [QT-10] [QT-15]', async () => {
    const { id } = await aQuote(owner)
    const loud = path(id.toUpperCase())

    const sent = await owner.call('POST', `${loud}/send`, {})
    const again = await owner.call('POST', path(id, '/send'), {})
    const read = await owner.call('GET', path(id))
    const copy = await owner.call('POST', `${loud}/duplicate`)

    expect(sent.body.share.token).to.match(/^[\w-]{22}$/)
    expect(again.body.share).to.deep.equal(sent.body.share)
    expect(read.body.share).to.deep.equal(sent.body.share)
    const { database } = await sharedService()
    const told = await database.query('select data from event where aggregate_id = $1', [copy.body.id])
    expect(told).to.deep.equal([{ data: { status: 'draft', copy_of: id } }])
  })

  it('sends nothing where the organization allows no link that anybody can open [QT-10]', async () => {
    const office = await withQuotes(await register(url))
    await office.call('PATCH', '/api/tenants/current', { links: { allowed_types: ['private', 'protected'] } })
    const { id } = await aQuote(office)

    const { status, body } = await office.call('POST', path(id, '/send'), {})

    expect([status, body.code]).to.deep.equal([422, 'policy_violated'])
    expect((await office.call('GET', path(id))).body).to.include({ status: 'draft', share: null })
  })

  it('prints with the customer’s name, in the organization’s language or another, as text [QT-13] [T-44]', async () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const { id } = await aQuote(owner, {
      title: hostile,
      notes: hostile,
      currency: 'BRL',
      customer: { name: hostile },
      items: [{ description: hostile, unit: '<b>', quantity: 1, unit_price_cents: 123_456 }],
    })
    const page = await owner.call('GET', path(id, '/print/'))
    const inPortuguese = await owner.call('GET', path(id, '/print?lang=pt-BR'))
    const nobody = await clientOf(url).call('GET', path(id, '/print'))

    expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('cache-control')).to.equal('private, no-store')
    expect(page.body).to.include('<html lang="en"').and.include('Frio &amp; Cia').and.include('R$1,234.56')
    expect(page.body.split('&lt;img src=x onerror=alert(1)>').length - 1).to.be.at.least(4)
    expect(page.body).to.not.match(/<img src=x|<script|<form/)
    expect(inPortuguese.body.replace(/\s/g, ' ')).to.include('R$ 1.234,56').and.include('Válido até')
    expect(nobody.status).to.equal(401)
    expect((await owner.call('GET', path(id, '/print?lang=fr'))).status).to.equal(422)
  })
})
