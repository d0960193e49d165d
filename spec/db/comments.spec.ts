import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import type { Comment } from '../../domain/comments/comment.ts'
import { addAccount, addAsset } from '../support/album-rows.ts'
import { addCollabSession } from '../support/collab-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aDiscussion, at, type Discussion, noon } from './a-discussion.ts'

describe('the store of comments', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: Discussion['stores']
  let tenantId: Discussion['tenantId']
  let userId: Discussion['userId']
  let assetId: Discussion['assetId']
  let comments: Discussion['comments']
  let aComment: Discussion['aComment']
  let toldOf: Discussion['toldOf']
  let say: Discussion['say']
  let answer: Discussion['answer']
  let contents: Discussion['contents']
  let eventsOf: Discussion['eventsOf']
  let logOf: Discussion['logOf']

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    ;({
      stores,
      tenantId,
      userId,
      assetId,
      comments,
      aComment,
      toldOf,
      say,
      answer,
      contents,
      eventsOf,
      logOf,
    } = await aDiscussion(database, connections))
  })

  it('keeps what was said as it was said, with those who are named in it [CO-1]', async () => {
    const named = await addAccount(database, tenantId)
    const comment = aComment({
      content: "<b>Robert'); drop table comment;--</b> ☃",
      pin: { x: 0.85, y: 0 },
      timestampMs: 90_500,
      page: 3,
      drawing: [
        {
          kind: 'path',
          color: '#ff0000',
          width: 0.01,
          points: [
            [0, 1],
            [0.5, 0.25],
            [1, 0],
          ],
        },
      ],
      mentions: [userId, named].sort((one, other) => one - other),
    })

    const { comment: stored, isNew } = (await comments.insert(comment, null, undefined, toldOf(comment)))!

    expect([stored, isNew]).to.deep.equal([comment, true])
    expect(await comments.find(comment.id)).to.deep.equal(comment)
    expect(await eventsOf(comment.id)).to.deep.equal([
      { name: 'comment.created', data: { asset_id: assetId } },
    ])
  })

  it('numbers it in every session that is open on the file, and names its author in their own alone [CO-9]', async () => {
    const one = await addCollabSession(database, { tenantId, userId, assetId })
    const other = await addCollabSession(database, { tenantId, userId, assetId })
    const ended = await addCollabSession(database, { tenantId, userId, assetId })
    const elsewhere = await addCollabSession(database, { tenantId, userId })
    await database.query('update collab_session set ended_at = now() where id = $1', [ended.sessionId])
    const comment = aComment()
    const told = toldOf(comment)
    const entry = { ...told.entry, participantId: other.participantId }

    const { logged } = (await comments.insert(comment, null, undefined, { ...told, entry }))!

    expect(logged.map(({ sessionId, seq }) => [sessionId, seq])).to.have.deep.members([
      [one.sessionId, 1],
      [other.sessionId, 1],
    ])
    const data = { commentId: comment.id }
    const row = { seq: 1, name: 'comment:created', data }
    expect(await logOf(one.sessionId)).to.deep.equal([{ ...row, participant_id: null }])
    expect(await logOf(other.sessionId)).to.deep.equal([{ ...row, participant_id: other.participantId }])
    expect(await logOf(ended.sessionId)).to.deep.equal([])
    expect(await logOf(elsewhere.sessionId)).to.deep.equal([])
  })

  it('keeps one comment a client id and author, with its one entry, event and notification [CO-8] [T-54]', async () => {
    const { sessionId } = await addCollabSession(database, { tenantId, userId, assetId })
    const boss = await addAccount(database, tenantId)
    const tryAgain = () => {
      const comment = aComment()
      const about = { assetId, commentId: comment.id }
      const notifications = [
        { id: randomUUID(), userId: boss, type: 'comment.created', data: about } as const,
      ]
      return comments.insert(comment, 'try-000001', undefined, { ...toldOf(comment), notifications })
    }

    const tries = (await Promise.all(Array.from({ length: 6 }, tryAgain))).map((one) => one!)

    expect(tries.filter(({ isNew }) => isNew)).to.have.length(1)
    expect(new Set(tries.map(({ comment }) => comment.id)).size).to.equal(1)
    for (const { logged } of tries) expect(logged).to.deep.equal([{ tenantId, sessionId, seq: 1 }])
    expect(await logOf(sessionId)).to.have.length(1)
    expect(await eventsOf(tries[0]!.comment.id)).to.have.length(1)
    expect(await database.query('select 1 from notification where user_id = $1', [boss])).to.have.length(1)
  })

  it('tells client ids of different authors apart, and of different files [CO-8]', async () => {
    const guestId = randomUUID()
    const other = await addAsset(database, { tenantId, userId })

    const made = [
      await say({}, 'same-0001'),
      await say({ authorId: null, guestId }, 'same-0001'),
      await say({ authorId: null, guestId: randomUUID() }, 'same-0001'),
      await say({ assetId: other }, 'same-0001'),
    ]

    expect(made.map(({ isNew }) => isNew)).to.deep.equal([true, true, true, true])
    expect((await say({ authorId: null, guestId }, 'same-0001')).comment.id).to.equal(made[1]!.comment.id)
    const author = { assetId, authorId: userId, guestId: null }
    expect((await comments.stored(author, 'same-0001'))?.comment).to.deep.equal(made[0]!.comment)
    expect(await comments.stored(author, 'same-0002')).to.equal(undefined)
  })

  it('changes what it was when it was read, once for two who read it at once [CO-7]', async () => {
    const { comment } = await say()
    const change = (content: string) =>
      comments.change(comment.id, comment.updatedAt, { content }, noon, toldOf(comment, 'updated'))

    const [one, other] = await Promise.all([change('one'), change('other')])

    const done = [one, other].filter((result) => result !== undefined)
    expect(done).to.have.length(1)
    expect(done[0]!.comment.updatedAt.getTime()).to.be.greaterThan(noon.getTime())
    expect(await comments.find(comment.id)).to.deep.equal(done[0]!.comment)
    expect((await eventsOf(comment.id)).map(({ name }) => name)).to.deep.equal([
      'comment.created',
      'comment.updated',
    ])
  })

  it('makes the answers internal with what they answer, each with an entry of its own [CO-4]', async () => {
    const { sessionId } = await addCollabSession(database, { tenantId, userId, assetId })
    const { comment } = await say()
    const { comment: reply } = await answer(comment)
    const hide = { visibility: 'internal' } as const

    const { logged } = (await comments.change(comment.id, noon, hide, at(9), toldOf(comment, 'updated')))!

    expect((await comments.find(reply.id))?.visibility).to.equal('internal')
    expect(logged.map(({ seq }) => seq)).to.deep.equal([3, 4])
    expect((await logOf(sessionId)).slice(2).map(({ name, data }) => [name, data])).to.deep.equal([
      ['comment:updated', { commentId: comment.id }],
      ['comment:updated', { commentId: reply.id }],
    ])
    expect((await eventsOf(reply.id)).at(-1)).to.deep.equal({
      name: 'comment.updated',
      data: { asset_id: assetId, parent_comment_id: comment.id },
    })
    const { updatedAt } = (await comments.find(reply.id))!
    const show = { visibility: 'public' } as const
    expect(await comments.change(reply.id, updatedAt, show, at(10), toldOf(reply, 'updated'))).to.equal(
      undefined,
    )
  })

  it('takes no answer to what is gone, or has become internal meanwhile [CO-3] [CO-4]', async () => {
    const { comment } = await say({ visibility: 'internal' })
    const { comment: gone } = await say({ createdAt: at(1) })
    await comments.remove(gone.id, at(2), toldOf(gone, 'deleted'))
    const attempt = (parent: Comment, seen: 'public' | 'internal') => {
      const reply = aComment({ parentId: parent.id, createdAt: at(3) })
      return comments.insert(reply, null, { visibility: seen }, toldOf(reply))
    }

    expect(await attempt(comment, 'public')).to.equal(undefined)
    expect(await attempt(gone, 'public')).to.equal(undefined)
    expect((await attempt(comment, 'internal'))?.isNew).to.equal(true)
  })

  it('empties what is deleted at once, and keeps its author’s name while it is answered [CO-6] [T-66]', async () => {
    const drawing = [
      {
        kind: 'line',
        color: '#ff0000',
        width: 0.01,
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ] as const
    const { comment } = await say({ drawing, mentions: [userId] })
    const { comment: reply } = await answer(comment, { createdAt: at(1) })
    const rows = (id: string) =>
      database.query('select content, drawing, author_name from comment where id = $1', [id])

    const removed = await comments.remove(comment.id, at(2), toldOf(comment, 'deleted'))

    expect(removed?.comment).to.deep.include({ content: '', drawing: null, mentions: [], deletedAt: at(2) })
    expect(await rows(comment.id)).to.deep.equal([{ content: '', drawing: null, author_name: 'Ana' }])
    expect((await contents()).said).to.deep.equal(['', 'Brighter, please'])
    expect(await comments.remove(comment.id, at(3), toldOf(comment, 'deleted'))).to.equal(undefined)

    await comments.remove(reply.id, at(4), toldOf(reply, 'deleted'))

    for (const id of [comment.id, reply.id])
      expect(await rows(id)).to.deep.equal([{ content: '', drawing: null, author_name: '' }])
    expect(await contents()).to.deep.equal({ count: 0, said: [] })
  })

  it('loses everything that was said of a file with the file [CO-6]', async () => {
    const { comment } = await say({ mentions: [userId] })
    await answer(comment)

    await stores.assetsOf(tenantId).remove(assetId)

    expect(await database.query('select 1 from comment where tenant_id = $1', [tenantId])).to.deep.equal([])
    await expectRefusal('not_found', say())
  })
})
