import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import { PersonExport } from '../../domain/privacy/export-schema.ts'
import { parser } from '../../domain/validate.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { aSession, type MadeSession, sessionsPath } from './a-session.ts'

const bounded = 15_000

describe('privacy in sessions', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let joana: Person
  const sockets: Socket[] = []
  before(async () => {
    url = (await sharedService()).url
  })
  beforeEach(async () => {
    owner = await register(url, 'Atelier')
    joana = await addMember(owner, 'admin', { full_name: 'Joana Prado' })
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  // biome-ignore lint/suspicious/noExplicitAny: notices of many shapes
  type Heard = { name: string; payload: any }
  const sit = async ({ id }: MadeSession, auth: object) => {
    const socket = io(`${url}/collab`, {
      auth: { session_id: id, ...auth },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    })
    sockets.push(socket)
    const heard: Heard[] = []
    let isGone = false
    socket.onAny((name: string, payload: unknown) => heard.push({ name, payload }))
    socket.on('disconnect', () => {
      isGone = true
    })
    await until(() => heard.some(({ name }) => name === 'session:state'))
    const all = (name: string) => heard.filter((one) => one.name === name).map(({ payload }) => payload)
    return { socket, all, isGone: () => isGone }
  }
  const say = async (seat: Awaited<ReturnType<typeof sit>>, content: string) => {
    const answer = await seat.socket.timeout(bounded).emitWithAck('comment:create', { content })
    expect(answer.ok, JSON.stringify(answer)).to.equal(true)
    return answer.comment.id as string
  }
  const erase = async ({ userId, email }: Person) => {
    const { status, body } = await owner.call('POST', `/api/privacy/people/${userId}/erase`, {
      confirm: email,
    })
    expect(status, JSON.stringify(body)).to.equal(200)
    return body
  }

  it('takes an erased person’s words from those who see them now, and closes their connection [PR-31] [PR-33] [T-68]', async () => {
    const session = await aSession(owner)
    const [host, guest] = [
      await sit(session, { jwt: owner.token }),
      await sit(session, { token: session.token, name: 'Rui' }),
    ]
    const theirs = await sit(session, { jwt: joana.token })
    const id = await say(theirs, 'This is ugly')
    const naming = await say(host, `As @${joana.email} says`)
    await until(() => guest.all('comment:created').length === 2)

    const { erased } = await erase(joana)

    await until(() => theirs.isGone())
    for (const { all } of [host, guest]) {
      await until(() => all('comment:deleted').length === 1 && all('comment:updated').length === 1)
      expect(all('comment:deleted')[0]).to.include({ comment_id: id })
      expect(all('comment:updated')[0].comment).to.include({ id: naming, content: 'As @— says' })
      await until(() => all('participant:removed').length === 1)
    }
    expect(erased).to.include({ comments: 1, participations: 1 })
    const shown = [
      await owner.call('GET', `/api/v3/assets/${session.assetId}/comments`),
      await owner.call('GET', `${sessionsPath}/${session.id}`),
      await owner.call('GET', `${sessionsPath}/${session.id}/events`),
      await owner.call('GET', '/api/notifications'),
    ]
    expect(shown.map(({ status }) => status)).to.deep.equal(Array(4).fill(200))
    const text = JSON.stringify(shown.map(({ body }) => body))
    const marks = [joana.email, 'Joana', 'Prado', 'ugly']
    expect(marks.filter((mark) => text.includes(mark))).to.deep.equal([])
  })

  it('ends the sessions that an erased person made [PR-32]', async () => {
    const session = await aSession(joana, { invitation_message: 'Come, says Joana' })
    const guest = await sit(session, { token: session.token, name: 'Rui' })

    await erase(joana)

    await until(() => guest.isGone())
    expect(guest.all('session:closed')).to.have.length(1)
    const { status, body } = await owner.call('GET', `${sessionsPath}/${session.id}`)
    expect(status).to.equal(200)
    expect(JSON.stringify(body)).not.to.include('Joana')
    const opened = await clientOf(url).call('GET', `/share/${session.token}`, undefined, {
      accept: 'application/json',
    })
    expect([opened.status, opened.body.code]).to.deep.equal([410, 'link_revoked'])
  })

  it('gives a person what they said and where they took part, and nobody else’s words [PR-30]', async () => {
    const member = await addMember(owner, 'member', { full_name: 'Rui Costa' })
    const session = await aSession(owner, {}, [{ email: member.email }])
    const [host, theirs] = [
      await sit(session, { jwt: owner.token }),
      await sit(session, { jwt: member.token }),
    ]
    const id = await say(theirs, 'Mine')
    const naming = await say(host, `Yours, @${member.email}`)
    await member.call('PATCH', '/api/notifications/preferences', { digest: 'off' })

    const { status, body } = await member.call('GET', '/api/privacy/export')

    expect(status).to.equal(200)
    parser(PersonExport)(body)
    expect(body.comments.map(({ content }: { content: string }) => content)).to.deep.equal(['Mine'])
    expect(body.comments[0]).to.include({ id, asset_id: session.assetId, visibility: 'public' })
    expect(body.mentions.map((one: { comment_id: string }) => one.comment_id)).to.deep.equal([naming])
    expect(body.collaboration_sessions).to.deep.equal([])
    expect(body.participations.map((one: { session_id: string }) => one.session_id)).to.deep.equal([
      session.id,
    ])
    expect(body.notifications.map(({ type }: { type: string }) => type)).to.include.members([
      'session.invited',
      'comment.mention',
    ])
    expect(body.notification_preferences).to.deep.equal([{ digest: 'off' }])
    expect(JSON.stringify(body)).not.to.include('Yours')
  })

  it('takes an erased customer out of the session that they were invited to [PR-35] [T-68]', async () => {
    const email = 'marta@lopes.example.com'
    const session = await aSession(owner, {}, [{ email }])
    const shares = await owner.call(
      'GET',
      `/api/v3/shares?resource_type=asset&resource_id=${session.assetId}`,
    )
    const link = shares.body.results.find(
      ({ recipient }: { recipient: { email: string } | null }) => recipient?.email === email,
    )
    const host = await sit(session, { jwt: owner.token })
    const marta = await sit(session, { token: link.token, name: 'Marta Lopes' })
    await say(marta, 'Lopes was here')

    const { body } = await owner.call('POST', '/api/privacy/customers/erase', { email })

    expect(body.erased).to.include({ comments: 1, participations: 1, revoked: 1 })
    await until(() => marta.isGone())
    await until(() => host.all('comment:deleted').length === 1)
    const shown = [
      await owner.call('GET', `/api/v3/assets/${session.assetId}/comments`),
      await owner.call('GET', `${sessionsPath}/${session.id}`),
      await owner.call('GET', `${sessionsPath}/${session.id}/events`),
    ]
    expect(JSON.stringify(shown.map(({ body }) => body)).toLowerCase()).not.to.match(/marta|lopes/)
  })
})
