import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { DigestNotice } from '../../domain/mail/service.ts'
import type { NotificationData, NotificationType } from '../../domain/notifications/notification.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addMembership, addTenant } from '../support/rows.ts'

const all = { limit: 50, offset: 0 }

describe('the store of notifications', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let elsewhere: number
  let userId: number
  let colleagueId: number
  let assetId: number
  const stores = () => createStores(connections)
  const store = (of = tenantId) => stores().collaboration.notificationsOf(of)
  const upkeep = () => stores().collaboration.notificationUpkeep

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 4 })
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    await database.query('delete from notification')
    tenantId = await addTenant(database)
    elsewhere = await addTenant(database)
    userId = await addMembership(database, tenantId, 'member')
    colleagueId = await addMembership(database, tenantId, 'owner')
    const [asset] = await database.query(
      `insert into asset (uuid, tenant_id, owner_id, title, filename, content_type, kind, size, clean)
       values (gen_random_uuid(), $1, $2, 'Board', 'board.png', 'image/png', 'image', 1, '{"as": "same"}') returning id`,
      [tenantId, colleagueId],
    )
    assetId = asset!.id as number
  })

  const add = async (
    from: {
      userId?: number
      tenantId?: number
      type?: NotificationType
      data?: Partial<NotificationData>
      ago?: string
      read?: string | null
      mailed?: string | null
    } = {},
  ): Promise<string> => {
    const id = randomUUID()
    const given = {
      userId,
      tenantId,
      type: 'comment.mention',
      ago: '1 hour',
      read: null,
      mailed: null,
      ...from,
    }
    await database.query(
      `insert into notification (id, tenant_id, user_id, type, data, created_at, read_at, mailed_at)
       values ($1, $2, $3, $4, $5, now() - $6::interval, now() - $7::interval, now() - $8::interval)`,
      [
        id,
        given.tenantId,
        given.userId,
        given.type,
        JSON.stringify({ assetId, ...from.data }),
        given.ago,
        given.read,
        given.mailed,
      ],
    )
    return id
  }
  const addComment = async (content: string, from: { deleted?: boolean } = {}) => {
    const id = randomUUID()
    await database.query(
      `insert into comment (id, tenant_id, asset_id, author_id, author_name, content, visibility, deleted_at)
       values ($1, $2, $3, $4, 'Ana at work', $5, 'public', case when $6 then now() end)`,
      [id, tenantId, assetId, colleagueId, content, from.deleted ?? false],
    )
    return id
  }
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
  const idsOf = async (who: number, isUnread = false) =>
    ids((await store().list(who, { isUnread }, all)).rows)

  it('lists one’s own, newest first, in pages, with the number of those unread [NO-1]', async () => {
    const read = await add({ ago: '3 hours', read: '1 hour' })
    const newest = await add({ ago: '1 minute' })
    const older = await add({ ago: '2 hours' })
    await add({ userId: colleagueId })
    await add({ tenantId: elsewhere })

    const whole = await store().list(userId, { isUnread: false }, all)
    const unread = await store().list(userId, { isUnread: true }, { limit: 1, offset: 1 })

    expect({ ...whole, rows: ids(whole.rows) }).to.deep.equal({
      count: 3,
      unread: 2,
      rows: [newest, older, read],
    })
    expect({ ...unread, rows: ids(unread.rows) }).to.deep.equal({ count: 2, unread: 2, rows: [older] })
    expect(await store().unread(userId)).to.equal(2)
    expect(await store(elsewhere).unread(userId)).to.equal(1)
  })

  it('reads with each what it is about, as that is now [NO-2]', async () => {
    const commentId = await addComment('x'.repeat(5000))
    const sessionId = randomUUID()
    await database.query(
      `insert into collab_session (id, tenant_id, asset_id, created_by, allow_download, cursor_tracking, voice_chat,
         screen_sharing, recording, max_participants, invitation_message, expires_at)
       values ($1, $2, $3, $4, false, true, true, true, true, 8, 'Come', now() + interval '1 day')`,
      [sessionId, tenantId, assetId, colleagueId],
    )
    await database.query('insert into comment_mention (comment_id, user_id, tenant_id) values ($1, $2, $3)', [
      commentId,
      userId,
      tenantId,
    ])
    const id = await add({ data: { commentId, sessionId, actorId: colleagueId } })

    const told = (await store().find(userId, id))!

    expect(told).to.deep.include({
      id,
      tenantId,
      userId,
      type: 'comment.mention',
      data: { assetId, commentId, sessionId, actorId: colleagueId },
      readAt: null,
      asset: { title: 'Board', ownerId: colleagueId },
      reader: { role: 'member', participates: false },
      actorName: 'Ana',
    })
    expect(told.comment).to.deep.include({
      authorName: 'Ana at work',
      isDeleted: false,
      mentionsReader: true,
    })
    expect(told.comment!.content).to.match(/^x{140,1000}$/)
    expect(told.session).to.deep.include({ endedAt: null, invitationMessage: 'Come' })

    await database.query(
      `insert into collab_participant (id, tenant_id, session_id, user_id, name, role, color)
       values (gen_random_uuid(), $1, $2, $3, 'Ana', 'viewer', '#0072b2')`,
      [tenantId, sessionId, userId],
    )
    const participates = async () => (await store().find(userId, id))?.reader?.participates
    expect(await participates()).to.equal(true)
    await database.query('update collab_session set ended_at = now() where id = $1', [sessionId])
    expect(await participates()).to.equal(false)
    expect(await store().find(colleagueId, id)).to.equal(undefined)
    expect(await store(elsewhere).find(userId, id)).to.equal(undefined)
  })

  it('finds nothing of what is gone, or is another organization’s [NO-2] [T-58]', async () => {
    const foreign = await addMembership(database, elsewhere, 'owner')
    const deleted = await addComment('', { deleted: true })
    const gone = await add({ data: { assetId: 2_000_000_000, commentId: randomUUID(), actorId: foreign } })
    const emptied = await add({ data: { commentId: deleted, actorId: null } })

    expect(await store().find(userId, gone)).to.deep.include({
      asset: null,
      actorName: null,
      comment: null,
      session: null,
    })
    expect((await store().find(userId, emptied))?.comment).to.deep.equal({
      authorName: 'Ana at work',
      content: '',
      isDeleted: true,
      mentionsReader: false,
    })
  })

  it('marks what is named, all, or all up to one, and nothing of others [NO-4] [T-56]', async () => {
    const [first, second, third, fourth] = [
      await add({ ago: '4 hours' }),
      await add({ ago: '3 hours' }),
      await add({ ago: '2 hours' }),
      await add({ ago: '1 hour' }),
    ]
    const theirs = await add({ userId: colleagueId, ago: '9 hours' })
    const at = new Date()

    expect(await store().markRead(userId, { ids: [first, theirs, randomUUID()] }, at)).to.equal(1)
    expect(await store().markRead(userId, { ids: [first] }, at)).to.equal(0)
    expect(await idsOf(userId, true)).to.deep.equal([fourth, third, second])
    expect(await store().markRead(userId, { upTo: theirs }, at)).to.equal(0)
    expect(await store().markRead(userId, { upTo: third }, at)).to.equal(2)
    expect(await idsOf(userId, true)).to.deep.equal([fourth])
    expect(await store(elsewhere).markRead(userId, 'all', at)).to.equal(0)
    expect(await store().markRead(userId, 'all', at)).to.equal(1)
    expect(await store().unread(colleagueId)).to.equal(1)
  })

  it('remembers how often somebody wants a mail, in each organization [NO-8]', async () => {
    expect(await store().digest(userId)).to.equal(undefined)

    await store().setDigest(userId, 'hourly')
    await store().setDigest(userId, 'off')

    expect(await store().digest(userId)).to.equal('off')
    expect(await store(elsewhere).digest(userId)).to.equal(undefined)
  })

  describe('for mails', () => {
    const waitingOf = async (before = new Date(), after?: { tenantId: number; userId: number }, limit = 10) =>
      (await upkeep().waiting(before, after, limit)).map((one) => [one.tenantId, one.userId])

    it('finds members who wait, and neither those who have left nor those who want none [NO-8] [NO-11]', async () => {
      const gone = await addMembership(database, tenantId, 'member')
      const [reader, silent, mailed] = await Promise.all(
        [1, 2, 3].map(() => addMembership(database, tenantId, 'member')),
      )
      await add({ ago: '2 hours' })
      await add({ ago: '3 hours', mailed: '1 hour' })
      await add({ userId: gone })
      await add({ userId: reader!, read: '1 minute' })
      await add({ userId: silent! })
      await add({ userId: mailed!, mailed: '1 minute' })
      await store().setDigest(silent!, 'off')
      await store().setDigest(userId, 'hourly')
      await database.query('delete from membership where user_id = $1', [gone])
      await database.query(`update tenant set timezone = 'America/Lima', locale = 'es' where id = $1`, [
        tenantId,
      ])

      const found = await upkeep().waiting(new Date(), undefined, 10)

      expect(found).to.have.length(1)
      const { oldestAt, lastMailedAt, email, organization, ...one } = found[0]!
      expect(one).to.deep.equal({
        tenantId,
        userId,
        fullName: 'Ana',
        timeZone: 'America/Lima',
        locale: 'es',
        digest: 'hourly',
      })
      expect(email).to.match(/@example\.org$/)
      expect(organization).to.match(/^t/)
      expect(Date.now() - oldestAt.getTime()).to.be.within(7_190_000, 7_260_000)
      expect(Date.now() - lastMailedAt!.getTime()).to.be.within(3_590_000, 3_660_000)
    })

    it('goes on where it left off', async () => {
      await add()
      await add({ userId: colleagueId })
      const first = [tenantId, Math.min(userId, colleagueId)]
      const second = [tenantId, Math.max(userId, colleagueId)]

      expect(await waitingOf(undefined, undefined, 1)).to.deep.equal([first])
      expect(await waitingOf(undefined, { tenantId, userId: first[1]! }, 1)).to.deep.equal([second])
      expect(await waitingOf(undefined, { tenantId, userId: second[1]! }, 1)).to.deep.equal([])
      expect(await waitingOf(new Date(Date.now() - 7_200_000))).to.deep.equal([])
    })

    it('reads the newest of what is due, and how many there are [NO-9]', async () => {
      const [older, newer] = [await add({ ago: '3 hours' }), await add({ ago: '2 hours' })]
      await add({ ago: '1 minute' })
      await add({ ago: '3 hours', read: '1 hour' })
      await add({ ago: '3 hours', mailed: '1 hour' })
      const until = new Date(Date.now() - 900_000)

      const few = await store().unmailed(userId, until, 1)

      expect({ count: few.count, rows: ids(few.rows) }).to.deep.equal({ count: 2, rows: [newer] })
      expect(ids((await store().unmailed(userId, until, 9)).rows)).to.deep.equal([newer, older])
    })

    const aMail = () => ({
      id: randomUUID(),
      tenantId,
      template: 'notification_digest',
      letterSealed: Buffer.from('sealed'),
      createdAt: new Date(),
      usefulUntil: new Date(Date.now() + 3_600_000),
    })
    const mails = () => database.query('select id from mail where tenant_id = $1', [tenantId])
    const notice = (from: Partial<DigestNotice> = {}) => ({ tenantId, userId, until: new Date(), ...from })

    it('marks what is mailed with the mail, once, however many try at once [NO-10]', async () => {
      await add()
      await add()
      await add({ userId: colleagueId })
      const { mail } = stores()

      const answers = await Promise.all(Array.from({ length: 4 }, () => mail.add(aMail(), notice())))

      expect(answers.filter(Boolean)).to.have.length(1)
      expect(await mails()).to.have.length(1)
      expect(await waitingOf()).to.deep.equal([[tenantId, colleagueId]])
    })

    it('marks nothing where the mail is not stored [NO-10]', async () => {
      await add()
      const { mail } = stores()
      const broken = { ...aMail(), template: null as never }

      const failed = await mail.add(broken, notice()).then(
        () => 'done',
        ({ code }) => code,
      )

      expect(failed).to.equal('23502')
      expect(await waitingOf()).to.deep.equal([[tenantId, userId]])
    })

    it('stores no mail of what was read meanwhile, or is too new [NO-11]', async () => {
      await add({ read: '1 minute' })
      await add({ ago: '1 minute' })
      const { mail } = stores()

      expect(await mail.add(aMail(), notice({ until: new Date(Date.now() - 900_000) }))).to.equal(false)
      expect(await mails()).to.deep.equal([])
    })
  })

  it('forgets what was read long ago, and all that is old; counts it on a dry run [NO-12]', async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
    await add({ ago: '50 days', read: '31 days' })
    await add({ ago: '91 days' })
    const kept = [await add({ ago: '50 days', read: '29 days' }), await add({ ago: '89 days' })]
    const forget = (dryRun: boolean) => upkeep().forget(daysAgo(30), daysAgo(90), dryRun)

    expect([await forget(true), await forget(false), await forget(false)]).to.deep.equal([2, 2, 0])
    expect(await idsOf(userId)).to.deep.equal(kept)
  })
})
