import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'
import { aSession } from './a-session.ts'

describe('mails about sessions', () => {
  let service: MailingService
  let owner: Person
  before(async () => {
    service = await startMailingService()
    owner = await register(service.url, 'Frio & Cia')
    await owner.call('PATCH', '/api/tenants/current', { locale: 'pt-BR' })
  })
  after(() => service.stop())

  it('bring each who is invited the link that lets them take their place, in the organization’s language [SE-5] [SE-15]', async () => {
    const member = await addMember(owner, 'member')
    const { id, body } = await aSession(owner, { invitation_message: 'Veja o logotipo, por favor.' }, [
      { email: 'ana@example.org' },
      { email: member.email },
    ])
    const [mail] = await service.mailServer.mailsTo('ana@example.org', 1)
    const [theirs] = await service.mailServer.mailsTo(member.email, 1)

    expect(mail!.subject).to.equal('A Person convida você a trabalhar em “sea”')
    expect(mail!.text).to.include('Frio & Cia').and.include('Veja o logotipo, por favor.')
    const [, token] = /\/collaborate\/([\w-]{22})\//.exec(mail!.text) ?? []
    expect(mail!.text).to.include(`${mailedUrl}/collaborate/${token}/`)
    expect(theirs!.text).to.not.include(token)
    const joined = await clientOf(service.url).call('POST', `/share/${token}/join`, {})
    expect(joined.body).to.deep.include({ session_id: id })
    expect(joined.body.participant).to.deep.include({ id: body.participants[1].id, name: 'ana' })
    const log = JSON.stringify(service.log)
    expect(log).to.not.include('ana@example.org').and.not.include(token)
  })
})
