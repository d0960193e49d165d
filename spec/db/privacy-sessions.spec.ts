import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { privacyStore } from '../../db/privacy.ts'
import { sessionStore } from '../../db/sessions.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addMembership, addTenant } from '../support/rows.ts'
import { addJoana, dump, foundIn, joana } from './a-past.ts'
import { addSessionPast, type SessionPast } from './a-session-past.ts'

describe('working together with somebody who is erased', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let colleagueId: number
  let userId: number
  let past: SessionPast
  const store = () => privacyStore(connections, tenantId)

  beforeEach(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 4 })
    tenantId = await addTenant(database)
    colleagueId = await addMembership(database, tenantId, 'owner')
    userId = await addJoana(database)
    await database.query("insert into membership (tenant_id, user_id, role) values ($1, $2, 'member')", [
      tenantId,
      userId,
    ])
    past = await addSessionPast(database, { ...joana, tenantId, userId, colleagueId })
  })
  afterEach(async () => {
    await connections.close()
    await database.drop()
  })

  const erase = () =>
    store().erasePerson({
      userId,
      actorId: colleagueId,
      at: new Date(),
      passwordHash: 'of nobody',
      check: () => {},
      pseudonymOf: (device) => device,
      addresseeOf: () => undefined,
      events: [],
    })
  const comments = () =>
    database.query(
      `select id, content, author_id, author_name, drawing, client_id, deleted_at is not null as is_deleted,
         resolved_by, updated_at > created_at as is_changed
       from comment order by array_position($1::uuid[], id)`,
      [[past.said, past.answer, past.resolved]],
    )
  const eraseCustomer = (email: string) =>
    store().eraseCustomer({ email, at: new Date(), addresseeOf: () => undefined, events: () => [] })

  it('leaves what others said, and of what the person said that it was there [PR-30] [PR-31] [T-68]', async () => {
    const erased = await erase()

    expect(foundIn(await dump(database))).to.deep.equal([])
    expect(erased).to.deep.include({ comments: 1, participations: 2 })
    const [said, answer, resolved] = await comments()
    expect(said).to.deep.equal({
      id: past.said,
      content: '',
      author_id: null,
      author_name: 'Erased person',
      drawing: null,
      client_id: null,
      is_deleted: true,
      resolved_by: null,
      is_changed: true,
    })
    expect(answer).to.deep.include({ content: 'Done, @—, look', author_name: 'Ana', is_deleted: false })
    expect(resolved).to.deep.include({
      content: 'Too dark',
      resolved_by: 'Erased person',
      author_name: 'Ana',
    })
    expect(await database.query('select from comment_mention')).to.deep.equal([])
  })

  it('ends the sessions they made, and takes them out of those of others [PR-32]', async () => {
    const erased = await erase()

    const sessions = await database.query(
      'select id, created_by, invitation_message, ended_at is not null as has_ended from collab_session order by created_by',
    )
    expect(sessions).to.deep.equal([
      { id: past.invitedTo, created_by: colleagueId, invitation_message: 'Please look', has_ended: false },
      { id: past.made, created_by: null, invitation_message: null, has_ended: true },
    ])
    const people = await database.query(
      `select name, email, user_id, removed_at is not null as is_removed from collab_participant order by name`,
    )
    expect(people).to.deep.equal([
      { name: 'Ana', email: null, user_id: colleagueId, is_removed: false },
      { name: 'Erased person', email: null, user_id: null, is_removed: true },
      { name: 'Erased person', email: null, user_id: null, is_removed: true },
    ])
    expect(await database.query('select count(*)::int as seats from collab_seat')).to.deep.equal([
      { seats: 1 },
    ])
    expect(await database.query('select agreed from collab_consent')).to.deep.equal([{ agreed: true }])
    expect(await database.query('select name, data from event order by seq')).to.deep.include({
      name: 'session.ended',
      data: { asset_id: past.assetId, state: 'ended' },
    })
    expect(new Set(erased!.logged.map(({ sessionId }) => sessionId))).to.deep.equal(
      new Set([past.made, past.invitedTo]),
    )
  })

  it('withdraws the link that was made for them, and leaves the one for all [PR-32]', async () => {
    const addLink = async (recipient: string | null) => {
      const id = randomUUID()
      await database.query(
        `insert into share_link (id, tenant_id, face, resource_kind, resource_id, token_hash, created_by, recipient_email)
         values ($1, $2, 'core', 'asset', $3, $4, $5, $6)`,
        [id, tenantId, past.assetId, Buffer.from(id), colleagueId, recipient],
      )
      return id
    }
    const [theirs, forAll] = [await addLink(joana.email.toUpperCase()), await addLink(null)]
    const link = (id: string, session: string) =>
      database.query(
        'update collab_participant set link_id = $1 where session_id = $2 and lower(email) = $3',
        [id, session, joana.email],
      )
    await link(theirs, past.invitedTo)
    await link(forAll, past.made)

    const erased = await erase()

    expect(erased?.links).to.deep.equal([theirs])
    expect(
      await database.query('select id, recipient_email from share_link where revoked_at is not null'),
    ).to.deep.equal([{ id: theirs, recipient_email: null }])
  })

  it('tells every session that is open on the files what has gone [PR-33]', async () => {
    await erase()

    const entries = await sessionStore(connections.tenant(tenantId), tenantId).after(past.invitedTo, 0, 10)
    expect(
      entries.map(({ name, about }) => [name, about.commentId ?? typeof about.participantId]).sort(),
    ).to.deep.equal(
      [
        ['comment:deleted', past.said],
        ['comment:updated', past.answer],
        ['comment:updated', past.resolved],
        ['participant:removed', 'string'],
      ].sort(),
    )
    const own = await database.query(
      'select name from collab_event where session_id = $1 order by seq desc limit 1',
      [past.made],
    )
    expect(own).to.deep.equal([{ name: 'session:ended' }])
  })

  it('removes what they were told of, and leaves what others were [PR-34]', async () => {
    await erase()

    expect(await database.query('select user_id, type from notification')).to.deep.equal([
      { user_id: colleagueId, type: 'comment.created' },
    ])
    expect(await database.query('select from notification_preference')).to.deep.equal([])
  })

  it('forgets what they said while they were erased, and changes nothing the second time [PR-15]', async () => {
    const person = (await store().person(userId))!
    await erase()
    await database.query(
      `insert into comment (id, tenant_id, asset_id, author_id, author_name, content, visibility)
       values (gen_random_uuid(), $1, $2, $3, $4, 'One last word', 'public')`,
      [tenantId, past.assetId, userId, joana.fullName],
    )

    const first = await store().eraseSaid(person, new Date())
    const before = await dump(database)
    const second = await store().eraseSaid(person, new Date())

    expect(first).to.have.length(1)
    expect(second).to.deep.equal([])
    expect(foundIn(before)).to.deep.equal([])
    expect(await dump(database)).to.equal(before)
  })

  it('takes the address out where it stands alone, and leaves longer ones [PR-31]', async () => {
    const say = (content: string) =>
      database.query(
        `insert into comment (id, tenant_id, asset_id, author_id, author_name, content, visibility)
         values ($1, $2, $3, $4, 'Ana', $5, 'public')`,
        [randomUUID(), tenantId, past.assetId, colleagueId, content],
      )
    await say(`(@${joana.email}) ${joana.email.toUpperCase()}. "${joana.email}"!`)
    await say(`not-${joana.email} x.${joana.email} ${joana.email}.br`)

    await erase()

    const rows = await database.query(
      `select content from comment where content like '%!' or content like '%.br' order by length(content)`,
    )
    expect(rows.map(({ content }) => content)).to.deep.equal([
      '(@—) @—. "@—"!',
      `not-${joana.email} x.${joana.email} ${joana.email}.br`,
    ])
  })

  it('leaves a customer’s name in no session, nor what they said there as a guest [PR-35] [T-68]', async () => {
    const guestId = randomUUID()
    const marta = 'marta@lopes.example.com'
    await database.query(
      `insert into collab_participant (id, tenant_id, session_id, guest_id, email, name, role, color, joined_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'Marta Lopes', 'commenter', '#cc79a7', now())`,
      [tenantId, past.invitedTo, guestId, marta],
    )
    await database.query(
      `insert into comment (id, tenant_id, asset_id, guest_id, author_name, content, visibility) values
         (gen_random_uuid(), $1, $2, $3, 'Marta Lopes', 'I am Marta', 'public'),
         (gen_random_uuid(), $1, $2, $4, 'Another', 'Somebody else', 'public')`,
      [tenantId, past.assetId, guestId, randomUUID()],
    )
    const read = async () => {
      const found: unknown[] = []
      const { sessions, comments: said } = store().customerSections(marta.toUpperCase())
      for await (const portion of sessions) found.push(...portion)
      for await (const portion of said) found.push(...portion)
      return found
    }
    expect(await read()).to.have.length(2)

    const erased = await eraseCustomer(marta.toUpperCase())

    const text = await dump(database)
    expect(erased).to.deep.include({ comments: 1, participations: 1 })
    expect(text.toLowerCase()).not.to.include('marta')
    expect(text).to.include('Somebody else').and.to.include(joana.fullName)
    expect(erased.logged.map(({ sessionId }) => sessionId).sort()).to.deep.equal(
      [past.made, past.invitedTo].sort(),
    )
    expect(await read()).to.deep.equal([])
  })

  it('is not undone by erasing a customer of the same address [PR-35]', async () => {
    const erased = await eraseCustomer(joana.email)

    expect(erased).to.deep.include({ comments: 0, participations: 1 })
    expect((await comments())[0]).to.deep.include({ author_id: userId, author_name: joana.fullName })
  })
})
