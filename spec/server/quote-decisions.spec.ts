import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aSentQuote, quotesPath, withQuotes } from './a-quote.ts'

const json = { accept: 'application/json' }
const html = { accept: 'text/html' }

describe('a quote, in its customer’s hands', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await withQuotes(await register(url, 'Frio & Cia'))
  })

  const look = (path: string, headers: Record<string, string> = json) =>
    clientOf(url).call('GET', `${path}/`, undefined, headers)
  const say = (path: string, body: object) => clientOf(url).call('POST', `${path}/decision`, body)
  const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    clientOf(url).call('POST', `${path}/decision`, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...html,
      ...headers,
    })
  const endYesterday = async (id: string) => {
    const { database } = await sharedService()
    const late = `update quote set valid_until = current_date - 2 where id = $1 returning id`
    expect(await database.query(late, [id])).to.have.length(1)
  }
  const approval = { decision: 'approve', name: 'Ana Souza' }

  it('is what is offered and by whom, and nothing of how it came about [QT-11] [T-16]', async () => {
    const sent = await aSentQuote(owner, { notes: 'Half now.', currency: 'BRL' })
    const { status, body, headers } = await look(sent.path)
    const { items, subtotal_cents, discount_cents, taxes, tax_cents, total_cents, valid_until } = sent

    expect(status).to.equal(200)
    expect(headers.get('cache-control')).to.include('no-store')
    expect(body).to.deep.equal({
      token: sent.share.token,
      share_type: 'public',
      resource: { type: 'quote', title: `${sent.number} · New compressor` },
      permissions: { preview: true, download: false, comment: false, collaborate: false },
      title: null,
      description: null,
      created_at: body.created_at,
      expires_at: sent.share.expires_at,
      quote: {
        organization: 'Frio & Cia',
        number: sent.number,
        title: 'New compressor',
        status: 'sent',
        currency: 'BRL',
        ...{ items, subtotal_cents, discount_cents, taxes, tax_cents, total_cents, valid_until },
        notes: 'Half now.',
        decided_at: null,
        decided_by: null,
      },
    })
    expect(JSON.stringify(body)).to.not.include(sent.id).and.not.include('Ana Souza')
  })

  it('is approved by a program that says by whom, once and for good [QT-9]', async () => {
    const sent = await aSentQuote(owner)

    const first = await say(sent.path, { ...approval, comment: 'Come on Monday.' })
    const second = await say(sent.path, { decision: 'reject', name: 'Ana' })
    const mine = (await owner.call('GET', `${quotesPath}/${sent.id}`)).body

    expect([first.status, first.body.quote.status, first.body.quote.decided_by]).to.deep.equal([
      200,
      'approved',
      'Ana Souza',
    ])
    expect(JSON.stringify(first.body)).to.not.include('Monday')
    expect([second.status, second.body.code]).to.deep.equal([409, 'quote_decided'])
    expect(mine).to.include({
      status: 'approved',
      decided_by: 'Ana Souza',
      decision_comment: 'Come on Monday.',
      decided_at: first.body.quote.decided_at,
    })
    expect((await look(sent.path)).body.quote.status).to.equal('approved')
  })

  it('is decided once, however many decide at the same moment [QT-9]', async () => {
    const sent = await aSentQuote(owner)
    const tries = Array.from({ length: 6 }, (_, i) =>
      say(sent.path, { decision: i % 2 ? 'approve' : 'reject', name: `Visitor ${i}` }),
    )

    const statuses = (await Promise.all(tries)).map(({ status }) => status).sort()

    expect(statuses).to.deep.equal([200, 409, 409, 409, 409, 409])
  })

  it('is decided on its page by a form, with a tick, and the page says so afterwards [QT-9] [QT-13]', async () => {
    const sent = await aSentQuote(owner, { currency: 'BRL' })
    const page = await look(sent.path, html)
    const done = await submit(sent.path, { ...approval, comment: '', accept: 'on' })
    const after = await look(sent.path, html)

    expect(page.body)
      .to.include(`action="${sent.path}/decision"`)
      .and.include('R$447.03')
      .and.include('name="accept" required')
      .and.include('<meta name="referrer" content="same-origin"')
    expect(page.body).to.not.include('http-equiv="refresh"')
    expect([done.status, done.headers.get('location')]).to.deep.equal([303, `${sent.path}/`])
    expect(after.body).to.include('Approved by Ana Souza on ').and.not.include('/decision"')
  })

  it('stays undecided for whoever leaves out the tick or the name, and keeps what they wrote [QT-9]', async () => {
    const sent = await aSentQuote(owner)
    const unticked = await submit(sent.path, { ...approval, comment: 'Two lines' })
    const unnamed = await submit(sent.path, { decision: 'reject', name: ' ', comment: '"><b>dear</b>' })
    const program = await say(sent.path, { decision: 'approve' })

    expect(unticked.status).to.equal(422)
    expect(unticked.body).to.include('Tick the box').and.include('value="Ana Souza"').and.include('Two lines')
    expect(unnamed.status).to.equal(422)
    expect(unnamed.body)
      .to.include('Write your name')
      .and.include('<details class="reject" open')
      .and.include('dear')
    expect(unnamed.body).to.not.include('<b>dear')
    expect([program.status, program.body.errors]).to.deep.equal([
      422,
      [{ field: 'name', message: 'is required' }],
    ])
    expect((await look(sent.path)).body.quote.status).to.equal('sent')
  })

  it('reads on its page what came first, when somebody is too late [QT-9]', async () => {
    const sent = await aSentQuote(owner)
    await say(sent.path, { decision: 'reject', name: 'Boss', comment: 'No.' })

    const late = await submit(sent.path, { ...approval, accept: 'on' }, { 'accept-language': 'pt-BR' })

    expect(late.status).to.equal(409)
    expect(late.body).to.include('Este orçamento já foi decidido.').and.include('Rejeitado por Boss em ')
    expect(late.body).to.not.include('/decision"')
  })

  it('is over with its last day, before anything has written that down [QT-7]', async () => {
    const sent = await aSentQuote(owner)
    await endYesterday(sent.id)

    const late = await say(sent.path, approval)
    const onPage = await submit(sent.path, { ...approval, accept: 'on' })
    const resent = await owner.call('POST', `${quotesPath}/${sent.id}/send`, {})
    const listed = await owner.call('GET', `${quotesPath}?status=expired`)

    expect([late.status, late.body.code]).to.deep.equal([410, 'quote_expired'])
    expect(onPage.status).to.equal(410)
    expect(onPage.body).to.include('This quote is not valid any more.').and.not.include('/decision"')
    expect((await look(sent.path)).body.quote.status).to.equal('expired')
    expect([resent.status, resent.body.code]).to.deep.equal([410, 'quote_expired'])
    expect(listed.body.results.map(({ id }: { id: string }) => id)).to.include(sent.id)
    const { database } = await sharedService()
    const [row] = await database.query('select status from quote where id = $1', [sent.id])
    expect(row!.status).to.equal('sent')
  })

  it('is decided from our own page or by a program, and from no other site [QT-12] [T-60]', async () => {
    const sent = await aSentQuote(owner)
    const fields = { ...approval, accept: 'on' }

    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect((await submit(sent.path, fields, headers as Record<string, string>)).status).to.equal(403)
    expect((await look(sent.path)).body.quote.status).to.equal('sent')
    expect((await submit(sent.path, fields, { origin: url })).status).to.equal(303)
  })

  it('is shown in a frame with nothing to press [QT-12]', async () => {
    const sent = await aSentQuote(owner)
    const frame = await clientOf(url).call('GET', `/embed/${sent.share.token}/`, undefined, html)

    expect(frame.status).to.equal(200)
    expect(frame.body).to.include('Compressor 1/4 HP').and.not.include('<form')
    expect(frame.body).to.include(`href="${sent.path}/" target="_blank"`)
  })

  it('is decided by no other link, and by none to something else [QT-12] [T-15]', async () => {
    const sent = await aSentQuote(owner)
    const { database } = await sharedService()
    const other = await aSentQuote(owner)
    await database.query(`update share_link set face = 'core', is_primary = false where resource_id = $1`, [
      other.id,
    ])
    const asked = { resource_type: 'quote', resource_id: sent.id }

    const byOther = await say(other.path, approval)
    const another = await owner.call('POST', '/api/v3/shares', asked)

    expect([byOther.status, byOther.body.code]).to.deep.equal([403, 'permission_absent'])
    expect(another.status).to.equal(422)
    expect((await say('/share/abcdefghijklmnopqrstuv', approval)).status).to.equal(404)
  })

  it('ends with its link, for good: the next one has another token [T-19]', async () => {
    const sent = await aSentQuote(owner)
    const links = await owner.call('GET', '/api/v3/shares?resource_type=quote')
    const link = links.body.results.find(({ token }: { token: string }) => token === sent.share.token)
    const ended = await owner.call('DELETE', `/api/v3/shares/${link.uuid}`)
    const late = await say(sent.path, approval)
    const again = await owner.call('POST', `${quotesPath}/${sent.id}/send`, {})

    expect(ended.status).to.equal(200)
    expect([late.status, late.body.code]).to.deep.equal([410, 'link_revoked'])
    expect((await look(sent.path, html)).body).to.not.include('New compressor')
    expect(again.body.share.token).to.not.equal(sent.share.token)
    expect((await look(`/share/${again.body.share.token}`)).status).to.equal(200)
  })

  it('rests while whoever sent it may not share any more [T-4]', async () => {
    const colleague = await addMember(owner, 'dispatcher')
    const sent = await aSentQuote(colleague)
    const role = (name: string) =>
      owner.call('PATCH', `/api/tenants/members/${colleague.userId}`, { role: name })

    await role('technician')
    const refused = await say(sent.path, approval)
    const resent = await owner.call('POST', `${quotesPath}/${sent.id}/send`, {})
    const read = await look(`/share/${resent.body.share.token}`)

    expect([refused.status, refused.body.code]).to.deep.equal([410, 'link_revoked'])
    expect(resent.body.share.token).to.not.equal(sent.share.token)
    expect([read.status, read.body.quote.status]).to.deep.equal([200, 'sent'])
  })

  it('stays its customer’s to decide when the organization switches quotes off [QT-10]', async () => {
    const office = await withQuotes(await register(url))
    const sent = await aSentQuote(office)
    await office.call('PUT', '/api/tenants/features', { features: { 'trakservice.quotes': false } })

    const said = await say(sent.path, approval)
    const read = await office.call('GET', `${quotesPath}/${sent.id}`)

    expect([said.status, said.body.quote.status]).to.deep.equal([200, 'approved'])
    expect([read.status, read.body.code]).to.deep.equal([403, 'feature_disabled'])
  })

  it('is not there while it is a draft [QT-11]', async () => {
    const sent = await aSentQuote(owner)
    const { database } = await sharedService()
    await database.query(`update quote set status = 'draft' where id = $1`, [sent.id])

    expect((await look(sent.path)).status).to.equal(404)
    expect((await say(sent.path, approval)).status).to.equal(404)
  })

  it('tells other sites its number and title, and neither amount nor names [QT-11]', async () => {
    const sent = await aSentQuote(owner)
    const page = await look(sent.path, html)
    const head = page.body.slice(0, page.body.indexOf('</head>'))
    const oembed = await clientOf(url).call('GET', `/oembed?url=${encodeURIComponent(sent.share.share_url)}`)

    expect(head).to.include(`${sent.number} · New compressor`)
    for (const told of [head, JSON.stringify(oembed.body)])
      expect(told).to.not.match(/\b447([.,]?03)?\b|\bAna\b|\bFrio\b/)
    expect(oembed.status).to.equal(200)
  })

  it('shows what people wrote as text, wherever they wrote it [QT-13] [T-44]', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202egnp'
    const sent = await aSentQuote(owner, {
      title: hostile,
      notes: hostile,
      items: [{ description: hostile, unit: '<b>', quantity: 1, unit_price_cents: 100 }],
    })
    const before = await look(sent.path, html)
    await say(sent.path, { decision: 'approve', name: '<script>alert(1)</script>' })
    const after = await look(sent.path, html)

    for (const { body } of [before, after]) {
      const shown = body.slice(0, body.indexOf('id="props"'))
      expect(shown).to.include('&lt;img src=x').and.not.include('<img src=x').and.not.include('\u202e')
      expect(body).to.not.match(/<script>alert|<b>/)
    }
    expect(after.body).to.include('Approved by &lt;script>alert(1)&lt;/script> on ')
  })
})
