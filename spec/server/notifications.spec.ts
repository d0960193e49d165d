import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import { NotificationPage } from '../../domain/notifications/schema.ts'
import { parser } from '../../domain/validate.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { upload } from '../support/uploads.ts'

describe('notifications', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let admin: Person
  let assetId: number
  const sockets: Socket[] = []
  before(async () => {
    url = (await sharedService()).url
  })
  beforeEach(async () => {
    owner = await register(url, 'Estúdio Norte')
    admin = await addMember(owner, 'admin')
    const { status, body } = await upload(owner, 'some words', { name: 'logo.txt', title: 'Logo' })
    expect(status).to.equal(201)
    assetId = body.id
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  const say = async (who: Person, content: string, from: object = {}) => {
    const { status, body } = await who.call('POST', `/api/v3/assets/${assetId}/comments`, {
      content,
      ...from,
    })
    expect(status, JSON.stringify(body)).to.equal(201)
    return body as { id: string }
  }
  const list = async (who: Person, search = '', language = 'en') => {
    const headers = { 'accept-language': language }
    const { status, body } = await who.call('GET', `/api/notifications${search}`, undefined, headers)
    expect(status, JSON.stringify(body)).to.equal(200)
    return parser(NotificationPage)(body)
  }
  const read = (who: Person, which: object) => who.call('POST', '/api/notifications/read', which)

  interface Device {
    readonly socket: Socket
    readonly heard: { id: string; title: string; body: string }[]
    readonly counts: number[]
  }
  const open = async (who: Person, language = 'en'): Promise<Device> => {
    const socket = io(`${url}/notifications`, {
      auth: { jwt: who.token },
      extraHeaders: { 'accept-language': language },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    })
    sockets.push(socket)
    const device: Device = { socket, heard: [], counts: [] }
    socket.on('notification', (view: Device['heard'][number]) => device.heard.push(view))
    socket.on('unread', ({ count }: { count: number }) => device.counts.push(count))
    await until(() => device.counts.length > 0)
    return device
  }

  it('tell whoever is mentioned at once, on every device, and wait in a list [NO-1] [NO-2] [NO-5]', async () => {
    const [phone, desk] = [await open(admin, 'pt-BR'), await open(admin, 'es')]

    const { id: commentId } = await say(owner, `Please move it, @${admin.email}`)
    await until(() => phone.heard.length === 1 && desk.heard.length === 1)

    const { results, count, unread } = await list(admin)
    expect([count, unread]).to.deep.equal([1, 1])
    expect(results[0]).to.deep.include({
      type: 'comment.mention',
      title: 'A Person mentioned you on “Logo”',
      body: `Please move it, @${admin.email}`,
      url: `${url}/#/assets/${assetId}?comment=${commentId}`,
      read_at: null,
    })
    expect(phone.heard[0]).to.include({ id: results[0]!.id, title: 'A Person mencionou você em “Logo”' })
    expect(desk.heard[0]?.title).to.equal('A Person le mencionó en «Logo»')
    expect((await list(admin, '', 'es')).results[0]?.title).to.equal('A Person le mencionó en «Logo»')
    expect((await list(owner)).count).to.equal(0)
  })

  it('are counted down on the other devices when they are read on one [NO-4] [NO-6]', async () => {
    for (const word of ['one', 'two', 'three', 'four']) await say(owner, `${word} @${admin.email}`)
    const desk = await open(admin)
    const [fourth, third, second, first] = (await list(admin)).results.map(({ id }) => id)

    const told = (unread: number) => until(() => desk.counts.at(-1) === unread)
    await told(4)
    const answers = [await read(admin, { ids: [fourth, randomUUID()] })]
    await told(3) // what is read at nearly the same moment may be told at once
    answers.push(await read(admin, { up_to: second }))
    await told(1)
    answers.push(await read(admin, { ids: [fourth] }), await read(admin, { all: true }))
    await told(0)

    expect(answers.map(({ status, body }) => [status, body])).to.deep.equal([
      [200, { unread: 3 }],
      [200, { unread: 1 }],
      [200, { unread: 1 }],
      [200, { unread: 0 }],
    ])
    expect(desk.counts).to.deep.equal([4, 3, 1, 0])
    const whole = await list(admin, '?page_size=3')
    expect([whole.count, whole.unread, (await list(admin, '?unread=true')).count]).to.deep.equal([4, 0, 0])
    expect(whole.results.map(({ id }) => id)).to.deep.equal([fourth, third, second])
    expect(whole.next).to.include('page=2').and.include('page_size=3')
    expect((await list(admin, '?page=2&page_size=3')).results.map(({ id }) => id)).to.deep.equal([first])
  })

  it('are nobody else’s, to read, to mark or to hear [NO-4] [NO-5] [T-51] [T-56]', async () => {
    const elsewhere = await register(url, 'Elsewhere')
    const colleague = await addMember(owner, 'admin')
    // Signed in to another organization, somebody hears of that one alone.
    await elsewhere.call('POST', '/api/tenants/members', { email: admin.email, role: 'admin' })
    const others = [await open(elsewhere), await open(colleague), await open(owner)]
    const mine = await open(admin)

    for (let n = 0; n < 20; n++) await say(owner, `${n}: @${admin.email}`)
    await until(() => mine.heard.length === 20)
    const { id } = mine.heard[0]!
    for (const person of [elsewhere, colleague, owner]) {
      expect((await read(person, { ids: [id] })).body).to.deep.equal({ unread: 0 })
      expect((await read(person, { up_to: id })).body).to.deep.equal({ unread: 0 })
      expect((await list(person)).count).to.equal(0)
    }
    // What is theirs comes after all that was not.
    await say(admin, `@${colleague.email}`)
    await until(() => others[1]!.heard.length === 1)

    expect(others.map(({ heard, counts }) => [heard.length, counts])).to.deep.equal([
      [0, [0]],
      [1, [0]],
      [1, [0]],
    ])
    expect(others[2]!.heard[0]?.title).to.equal('A Colleague commented on “Logo”')
    expect((await list(admin)).unread).to.equal(20)
  })

  it('quote nothing of what was deleted, and name nobody who was erased [NO-2] [T-68]', async () => {
    const writer = await addMember(owner, 'admin', { full_name: 'Joana Prado' })
    const { id } = await say(writer, `Secret one @${admin.email}`)
    await say(writer, `Secret two @${admin.email}`)

    await writer.call('DELETE', `/api/v3/assets/${assetId}/comments/${id}`)
    const deleted = (await list(admin)).results
    const erased = await owner.call('POST', `/api/privacy/people/${writer.userId}/erase`, {
      confirm: writer.email,
    })
    const after = (await list(admin)).results

    expect(deleted.map(({ body }) => body)).to.deep.equal([
      `Secret two @${admin.email}`,
      'This comment was deleted.',
    ])
    expect(erased.body.erased).to.include({ comments: 1 })
    expect(after.map(({ title, body }) => [title, body])).to.deep.equal(
      Array(2).fill(['Somebody mentioned you on “Logo”', 'This comment was deleted.']),
    )
  })

  it('quote nothing to whoever may not read it any more [NO-2]', async () => {
    await say(owner, `Secret, @${admin.email}`)

    const before = (await list(admin)).results
    await owner.call('PATCH', `/api/tenants/members/${admin.userId}`, { role: 'member' })
    const { email, password } = admin
    const { body } = await clientOf(url).call('POST', '/api/auth/login', { email, password })
    const after = (await list({ ...admin, ...clientOf(url, body.access_token) })).results

    expect(before.map(({ body }) => body)).to.deep.equal([`Secret, @${admin.email}`])
    expect(after.map(({ body }) => body)).to.deep.equal([
      'What is said of this file is not for you to read any more.',
    ])
  })

  it('come by mail as often as somebody wants, once a day unless they say otherwise [NO-8]', async () => {
    const path = '/api/notifications/preferences'

    const before = await admin.call('GET', path)
    const changed = await admin.call('PATCH', path, { digest: 'hourly' })
    const wrong = [
      await admin.call('PATCH', path, { digest: 'weekly' }),
      await admin.call('PATCH', path, { digest: 'off', user_id: owner.userId }),
    ]

    expect([before.body, changed.body]).to.deep.equal([{ digest: 'daily' }, { digest: 'hourly' }])
    expect(wrong.map(({ status }) => status)).to.deep.equal([422, 422])
    expect((await admin.call('GET', path)).body).to.deep.equal({ digest: 'hourly' })
    expect((await owner.call('GET', path)).body).to.deep.equal({ digest: 'daily' })
  })

  it('are marked in one way at a time [NO-4] [T-55]', async () => {
    const wrong = [
      {},
      { all: false },
      { ids: [] },
      { ids: ['x'] },
      { all: true, ids: [randomUUID()] },
      { up_to: 5 },
      { ids: Array.from({ length: 201 }, () => randomUUID()) },
    ]

    for (const body of wrong) expect((await read(admin, body)).status, JSON.stringify(body)).to.equal(422)
  })

  it('end with the sign-in [NO-7] [T-46]', async () => {
    const { socket, heard } = await open(admin)
    const ends: unknown[] = []
    let isClosed = false
    socket.on('session:ended', (what) => ends.push(what))
    socket.on('disconnect', () => {
      isClosed = true
    })

    await owner.call('DELETE', `/api/tenants/members/${admin.userId}`)
    await until(() => isClosed)

    expect(ends).to.deep.equal([{}])
    expect(heard).to.deep.equal([])
  })
})
