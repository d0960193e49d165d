import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { expectRefusal, faultyFields, refusalOf } from '../support/refusals.ts'
import { aDesk, admin, aGuest, commenter, host, noon, owner, said, viewer } from './a-comment-desk.ts'

describe('a comment', () => {
  it('is kept as text, trimmed and in one spelling [CO-1]', async () => {
    const { comments, as } = aDesk()
    const make = async (content: string) => (await comments.create(await as(owner), said(content))).comment

    expect((await make('  <img src=x onerror=alert(1)>\r\ncafe\u0301 ')).content).to.equal(
      '<img src=x onerror=alert(1)>\ncaf\u00e9',
    )
    expect(await faultyFields(make(' \n '))).to.deep.equal(['content'])
    // One letter of it becomes two in the usual spelling.
    expect(await faultyFields(make('\u0958'.repeat(4_999)))).to.deep.equal(['content'])
  })

  it('is nothing that a viewer writes, changes, resolves or deletes [CO-2] [T-49]', async () => {
    const { comments, as, told, logged } = aDesk()
    const { comment } = await comments.create(
      await as(viewer).then((one) => ({ ...one, mayWrite: true })),
      said(),
    )
    const before = [told().length, logged.length]
    const looking = await as(viewer)

    for (const work of [
      () => comments.create(looking, said()),
      () => comments.edit(looking, comment.id, said('x')),
      () => comments.resolve(looking, comment.id),
      () => comments.remove(looking, comment.id),
    ])
      expect((await refusalOf(work)).details).to.include({ role: 'commenter' })
    expect([told().length, logged.length]).to.deep.equal(before)
  })

  it('is answered once deep, on the same file, while it stands [CO-3]', async () => {
    const { comments, as } = aDesk()
    const me = await as(owner)
    const { comment } = await comments.create(me, said())
    const answer = (id: string) => comments.create(me, { ...said(), parent_comment_id: id })
    const { comment: reply } = await answer(comment.id.toUpperCase())

    expect(reply.parentId).to.equal(comment.id)
    await expectRefusal('thread_too_deep', answer(reply.id))
    expect(await faultyFields(answer(randomUUID()))).to.deep.equal(['parent_comment_id'])
    const elsewhere = { ...me, assetId: 12 }
    await expectRefusal('not_found', comments.edit(elsewhere, comment.id, said('x')))
    await comments.remove(me, comment.id)
    expect(await faultyFields(answer(comment.id))).to.deep.equal(['parent_comment_id'])
  })

  it('is for members alone where it is internal, with all that answers it [CO-4]', async () => {
    const { comments, as } = aDesk()
    const guest = aGuest()
    const me = await as(host)
    const internal = { ...said(), visibility: 'internal' } as const
    const { comment } = await comments.create(me, internal)
    const { comment: reply } = await comments.create(me, { ...said(), parent_comment_id: comment.id })

    expect(reply.visibility).to.equal('internal')
    const shown = (await comments.edit(me, reply.id, { visibility: 'public', content: 'x' })).comment
    expect(shown.visibility).to.equal('internal')
    expect(await faultyFields(comments.create(guest, internal))).to.deep.equal(['visibility'])
    const answer = comments.create(guest, { ...said(), parent_comment_id: comment.id })
    expect(await faultyFields(answer)).to.deep.equal(['parent_comment_id'])
    await expectRefusal('not_found', comments.edit(guest, comment.id, said('x')))
    expect((await comments.list(guest, {}, { limit: 9, offset: 0 })).rows).to.deep.equal([])
  })

  it('becomes internal with a parent that does so while it is answered [CO-4]', async () => {
    const { comments, as, comesBetween } = aDesk()
    const me = await as(host)
    const { comment } = await comments.create(me, said())
    comesBetween(() => comments.edit(me, comment.id, { visibility: 'internal' }))

    const { comment: reply } = await comments.create(me, { ...said(), parent_comment_id: comment.id })

    expect(reply.visibility).to.equal('internal')
  })

  it('is changed by its author and nobody else, and deleted by moderators too [CO-6]', async () => {
    const { comments, as } = aDesk()
    const [boss, other, guest] = [await as(owner), await as(commenter), aGuest()]
    const { comment } = await comments.create(guest, said())
    const again = { ...guest, guest: { ...guest.guest! } }

    for (const somebody of [boss, other, aGuest()])
      await expectRefusal('comment_not_yours', comments.edit(somebody, comment.id, said('Awful')))
    for (const somebody of [other, aGuest()])
      await expectRefusal('comment_not_yours', comments.remove(somebody, comment.id))
    expect((await comments.edit(again, comment.id, said('Lovely'))).comment.content).to.equal('Lovely')
    const { comment: gone } = await comments.remove(boss, comment.id)
    expect([gone.content, gone.deletedAt]).to.deep.equal(['', noon])
    await expectRefusal('not_found', comments.remove(boss, comment.id))
    await expectRefusal('not_found', comments.edit(again, comment.id, said('x')))
  })

  it('is stored, logged and told of once, however often it is sent [CO-8] [T-54]', async () => {
    const { comments, as, logged, notified, told } = aDesk()
    const me = await as(host)
    const input = { ...said(), client_id: 'try-000001' }

    const [first, second] = await Promise.all([comments.create(me, input), comments.create(me, input)])

    expect(second.comment).to.deep.equal(first.comment)
    expect([first.isNew, second.isNew].sort()).to.deep.equal([false, true])
    expect([logged.length, notified.length]).to.deep.equal([1, 1])
    expect(told()).to.deep.equal([owner])
  })

  it('is the same again when what it answers has gone meanwhile [CO-8] [T-54]', async () => {
    const { comments, as } = aDesk()
    const me = await as(host)
    const { comment } = await comments.create(me, said())
    const input = { ...said(), parent_comment_id: comment.id, client_id: 'try-000001' }
    const { comment: reply } = await comments.create(me, input)
    await comments.remove(me, comment.id)

    expect((await comments.create(me, input)).comment).to.deep.equal(reply)
    const another = { ...input, client_id: 'try-000002' }
    expect(await faultyFields(comments.create(me, another))).to.deep.equal(['parent_comment_id'])
  })

  it('changes for both of two who edit at once, and is resolved once [CO-7]', async () => {
    const { comments, as, told, comesBetween } = aDesk()
    const me = await as(owner)
    const { comment } = await comments.create(me, said())
    comesBetween(() => comments.edit(me, comment.id, { timestamp: '00:00:05' }))

    const edited = (await comments.edit(me, comment.id, said('Darker'))).comment

    expect([edited.content, edited.timestampMs]).to.deep.equal(['Darker', 5_000])
    const unchanged = await comments.edit(me, comment.id, said('Darker'))
    expect(unchanged).to.deep.equal({ comment: edited, logged: [] })
    const moderator = await as(host)
    comesBetween(() => comments.resolve(moderator, comment.id))
    const late = await comments.resolve(await as(admin), comment.id)
    expect([late.comment.resolvedBy, late.logged]).to.deep.equal([`Person ${host}`, []])
    expect(told()).to.deep.equal([owner])
  })

  it('gives up where it is always somebody else’s turn [CO-7]', async () => {
    const { comments, as, store } = aDesk()
    const me = await as(owner)
    const { comment } = await comments.create(me, said())
    store.change = async () => undefined

    await expectRefusal('conflict', comments.edit(me, comment.id, said('x')))
  })

  it('is resolved and opened again by its author or a moderator, an answer standing for its thread [CO-7]', async () => {
    const { comments, as } = aDesk()
    const [author, other] = [await as(commenter), aGuest()]
    const { comment } = await comments.create(author, said())
    const { comment: reply } = await comments.create(other, { ...said(), parent_comment_id: comment.id })

    expect((await refusalOf(comments.resolve(other, comment.id))).details.role).to.equal('collaborator')
    const { comment: resolved } = await comments.resolve(author, reply.id)
    expect([resolved.id, resolved.resolvedAt, resolved.resolvedBy]).to.deep.equal([
      comment.id,
      noon,
      `Person ${commenter}`,
    ])
    const { comment: opened } = await comments.resolve(await as(host), comment.id, false)
    expect([opened.resolvedAt, opened.resolvedBy]).to.deep.equal([null, null])
  })
})
