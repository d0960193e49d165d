import { expect } from 'chai'
import { addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'

describe('mails about links', () => {
  let service: MailingService
  let owner: Person
  let vehicle: { id: string }
  before(async () => {
    service = await startMailingService()
    owner = await register(service.url, 'Viação Norte')
    vehicle = await addVehicle(owner, { name: 'Line 9' })
  })
  after(() => service.stop())

  const share = async (options: Record<string, unknown>) => {
    const body = { resource_type: 'vehicle', resource_id: vehicle.id, ...options }
    const made = await owner.call('POST', '/api/v3/shares/', body)
    expect(made.status, JSON.stringify(made.body)).to.equal(201)
    return made.body as { uuid: string; token: string }
  }
  const subjectsTo = async (email: string, atLeast: number) =>
    (await service.mailServer.mailsTo(email, atLeast)).map(({ subject }) => subject)
  const visit = (token: string, path = '/', init?: { method: string; body: unknown }) =>
    clientOf(service.url).call(init?.method ?? 'GET', `/share/${token}${path}`, init?.body, {
      accept: 'application/json',
    })

  it('go to whom a new link is sent to, with the link and never with its password [T-9]', async () => {
    const emails = ['maria@example.org', 'joao@example.org']
    const { token } = await share({
      emails,
      title: 'To the airport',
      password: 'swordfish 77',
      expires_in_hours: 5,
    })

    for (const email of emails) {
      const [mail] = await service.mailServer.mailsTo(email, 1)
      expect(mail!.subject).to.equal('A Person shared “To the airport” with you')
      expect(mail!.text).to.include(`${mailedUrl}/share/${token}`).and.include('Viação Norte')
      expect(mail!.text).to.include('It asks for a password').and.include('works until')
      expect(mail!.raw + mail!.text + mail!.html).to.not.include('swordfish')
      expect(mail!.to).to.deep.equal([email])
    }
    expect(JSON.stringify(service.log)).to.not.include('maria@example.org').and.not.include(token)
  })

  it('tell the maker of a first visit who asked for it, and of a limit that is reached', async () => {
    const { token } = await share({ title: 'Watched', notify_on_access: true, max_views: 2 })

    const statuses = []
    for (let i = 0; i < 3; i += 1) statuses.push((await visit(token)).status)
    const subjects = await subjectsTo(owner.email, 2)

    expect(statuses).to.deep.equal([200, 200, 410])
    expect([...subjects].sort()).to.deep.equal([
      '“Watched” is used up',
      '“Watched” was opened for the first time',
    ])
  })
})
