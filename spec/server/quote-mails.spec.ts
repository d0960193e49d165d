import { expect } from 'chai'
import { clientOf, type Person, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'
import { aQuote, quotesPath, withQuotes } from './a-quote.ts'

describe('mails about quotes', () => {
  let service: MailingService
  let owner: Person
  before(async () => {
    service = await startMailingService()
    owner = await withQuotes(await register(service.url, 'Frio & Cia'))
    await owner.call('PATCH', '/api/tenants/current', { locale: 'pt-BR' })
  })
  after(() => service.stop())

  it('bring the customer the quote, in the organization’s language, and its maker the decision [QT-14]', async () => {
    const { id, number } = await aQuote(owner, { customer: { name: 'Ana Souza', email: 'ana@example.org' } })
    const sent = await owner.call('POST', `${quotesPath}/${id}/send`, { message: 'Como combinado.' })
    const { token, share_url } = sent.body.share
    const [offer] = await service.mailServer.mailsTo('ana@example.org', 1)
    const said = await clientOf(service.url).call('POST', `/share/${token}/decision`, {
      decision: 'approve',
      name: 'Ana Souza',
      comment: 'Segunda-feira, por favor.',
    })
    const [decided] = await service.mailServer.mailsTo(owner.email, 1)

    expect([sent.status, sent.body.currency]).to.deep.equal([200, 'BRL'])
    expect(share_url).to.equal(`${mailedUrl}/share/${token}/`)
    expect(offer!.subject).to.equal(`Orçamento ${number}: New compressor`)
    expect(offer!.text.replace(/\u00a0/g, ' '))
      .to.include('Olá, Ana Souza')
      .and.include('R$ 447,03')
      .and.include('Como combinado.')
      .and.include(`${mailedUrl}/share/${token}/`)
    expect(said.status).to.equal(200)
    expect(decided!.subject).to.equal(`Ana Souza aprovou ${number}`)
    expect(decided!.text).to.include('Segunda-feira, por favor.').and.include(`${mailedUrl}/share/`)
    expect(decided!.text).to.not.include(token)
    expect(JSON.stringify(service.log)).to.not.include('ana@example.org').and.not.include(token)
  })

  it('go to whom sending names, again by the same link, and to nobody where there is no address [QT-10] [QT-14]', async () => {
    const { id } = await aQuote(owner, { customer: { name: 'Ana' } })
    const silent = await owner.call('POST', `${quotesPath}/${id}/send`, {})
    const first = await owner.call('POST', `${quotesPath}/${id}/send`, { email: 'boss@example.org' })
    await owner.call('POST', `${quotesPath}/${id}/send`, { email: 'boss@example.org' })
    const mails = await service.mailServer.mailsTo('boss@example.org', 2)
    const waiting = await service.database.query(
      `select count(*)::int as count from mail where template = 'quote_sent' and tenant_id = $1`,
      [owner.tenantId],
    )

    expect([silent.status, first.body.share]).to.deep.equal([200, silent.body.share])
    for (const { text } of mails) expect(text).to.include(first.body.share.token)
    expect(waiting[0]!.count).to.equal(3) // with the one of the spec before
  })
})
