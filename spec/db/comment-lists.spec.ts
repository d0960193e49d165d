import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { addAccount } from '../support/album-rows.ts'
import { addCollabSession, addParticipant } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'
import { aDiscussion, at, type Discussion, noon } from './a-discussion.ts'

describe('what the store of comments answers', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: Discussion['stores']
  let tenantId: Discussion['tenantId']
  let userId: Discussion['userId']
  let assetId: Discussion['assetId']
  let comments: Discussion['comments']
  let toldOf: Discussion['toldOf']
  let say: Discussion['say']
  let answer: Discussion['answer']
  let contents: Discussion['contents']

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    ;({ stores, tenantId, userId, assetId, comments, toldOf, say, answer, contents } = await aDiscussion(
      database,
      connections,
    ))
  })

  it('shows and changes nothing of another organization’s [T-58]', async () => {
    const { comment } = await say()
    const theirs = stores.collaboration.commentsOf(await addTenant(database))

    expect(await theirs.find(comment.id)).to.equal(undefined)
    expect(await theirs.list({ assetId, sees: 'all' }, { limit: 50, offset: 0 })).to.deep.equal({
      count: 0,
      rows: [],
    })
    expect((await theirs.newest({ assetId, sees: 'all' }, 9)).comments).to.deep.equal([])
    expect(await theirs.writersOf(comment.id)).to.deep.equal([])
    expect(await theirs.change(comment.id, noon, { content: 'x' }, at(1), toldOf(comment))).to.equal(
      undefined,
    )
    expect(await theirs.remove(comment.id, at(1), toldOf(comment))).to.equal(undefined)
    expect(await comments.find(comment.id)).to.deep.equal(comment)
  })

  it('lists threads in the order in which they began, each followed by its answers [CO-5]', async () => {
    const { comment: first } = await say({ content: 'first' })
    const { comment: second } = await say({ content: 'second', createdAt: at(1) })
    await answer(first, { content: 'late answer', createdAt: at(3) })
    await answer(second, { content: 'answer to the second', createdAt: at(4) })
    await answer(first, { content: 'early answer', createdAt: at(2) })
    const inOrder = ['first', 'early answer', 'late answer', 'second', 'answer to the second']

    expect(await contents()).to.deep.equal({ count: 5, said: inOrder })
    expect(await contents({}, { limit: 2, offset: 2 })).to.deep.equal({ count: 5, said: inOrder.slice(2, 4) })
  })

  it('answers the newest, with the beginning of a thread that is cut off [CO-5]', async () => {
    const { comment: first } = await say({ content: 'first' })
    for (const n of [1, 2, 3]) await answer(first, { content: `answer ${n}`, createdAt: at(n) })
    await say({ content: 'second', createdAt: at(5) })
    const newest = async (limit: number) => {
      const { comments: rows, more } = await comments.newest({ assetId, sees: 'all' }, limit)
      return [rows.map(({ content }) => content), more]
    }

    expect(await newest(5)).to.deep.equal([['first', 'answer 1', 'answer 2', 'answer 3', 'second'], false])
    expect(await newest(2)).to.deep.equal([['first', 'answer 3', 'second'], true])
    expect(await newest(1)).to.deep.equal([['second'], true])
  })

  it('narrows by what is resolved, threads as a whole, and by who may see it [CO-4] [CO-5]', async () => {
    const { comment: done } = await say({ content: 'done', resolvedAt: noon, resolvedBy: 'Ana' })
    await answer(done, { content: 'its answer', createdAt: at(1) })
    await say({ content: 'open', createdAt: at(2) })
    await say({ content: 'secret', visibility: 'internal', createdAt: at(3) })

    expect((await contents({ isResolved: true })).said).to.deep.equal(['done', 'its answer'])
    expect((await contents({ isResolved: false })).said).to.deep.equal(['open', 'secret'])
    expect((await contents({ visibility: 'internal' })).said).to.deep.equal(['secret'])
    expect((await contents({ sees: 'public' })).said).to.deep.equal(['done', 'its answer', 'open'])
    expect(await contents({ sees: 'public', visibility: 'internal' })).to.deep.equal({ count: 0, said: [] })
  })

  it('shows a deleted comment only to those who see what answers it [CO-4] [CO-6]', async () => {
    const { comment } = await say()
    await say({ parentId: comment.id, visibility: 'internal', content: 'between us', createdAt: at(1) })
    await comments.remove(comment.id, at(2), toldOf(comment, 'deleted'))

    expect((await contents()).said).to.deep.equal(['', 'between us'])
    expect((await contents({ sees: 'public' })).said).to.deep.equal([])
  })

  it('knows who wrote in a thread, and what a guest called themself last [CO-2] [CO-10]', async () => {
    const guestId = randomUUID()
    const colleague = await addAccount(database, tenantId)
    const { comment } = await say()
    await answer(comment, { authorId: colleague, createdAt: at(1) })
    await answer(comment, { authorId: null, guestId, authorName: 'Rosa', createdAt: at(2) })
    const { comment: gone } = await answer(comment, { authorId: await addAccount(database, tenantId) })
    await comments.remove(gone.id, at(3), toldOf(gone, 'deleted'))

    expect(await comments.writersOf(comment.id)).to.have.members([userId, colleague])
    expect(await comments.guestName(guestId)).to.equal('Rosa')
    expect(await comments.guestName(randomUUID())).to.equal(undefined)
  })

  it('knows of members what lets them read, and the most that they are in open sessions [CO-2] [T-49]', async () => {
    const guest = await addAccount(database, tenantId)
    const admin = await addAccount(database, tenantId, 'admin')
    const foreigner = await addAccount(database, await addTenant(database))
    const one = await addCollabSession(database, { tenantId, userId, assetId })
    const other = await addCollabSession(database, { tenantId, userId, assetId })
    await addParticipant(database, { ...one, userId: guest, role: 'viewer' })
    await addParticipant(database, { ...other, userId: guest, role: 'commenter' })
    const everybody = [userId, guest, admin, foreigner]

    expect(await comments.readersById(assetId, everybody)).to.deep.equal([
      { userId, role: 'member', sessionRole: 'host' },
      { userId: guest, role: 'member', sessionRole: 'commenter' },
      { userId: admin, role: 'admin', sessionRole: null },
    ])
    await database.query('update collab_participant set removed_at = now() where user_id = $1', [guest])
    await database.query('update collab_session set expires_at = now() where id in ($1, $2)', [
      one.sessionId,
      other.sessionId,
    ])
    const roles = (await comments.readersById(assetId, [userId, guest])).map(({ sessionRole }) => sessionRole)
    expect(roles).to.deep.equal([null, null])

    const emails = await database.query('select email from account where id = any($1)', [[admin, foreigner]])
    const byEmail = await comments.readersByEmail(
      assetId,
      emails.map(({ email }) => email as string),
    )
    expect(byEmail.map(({ userId }) => userId)).to.deep.equal([admin])
  })
})
