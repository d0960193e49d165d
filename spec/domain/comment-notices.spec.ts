import { expect } from 'chai'
import {
  aDesk,
  admin,
  aGuest,
  asset,
  commenter,
  host,
  outsider,
  owner,
  said,
  viewer,
} from './a-comment-desk.ts'

describe('who is told of a comment', () => {
  const mail = (userId: number) => `@person${userId}@example.org`

  it('are those who are named and may read it; nothing tells of other addresses [CO-15]', async () => {
    const { comments, as, typesOf } = aDesk()
    const content = `${mail(host)}, ${mail(outsider)} and @nobody@example.org: see ${mail(viewer)}`

    const { comment } = await comments.create(await as(owner), said(content))

    expect(comment.mentions).to.deep.equal([host, viewer])
    expect(comment.content).to.equal(content)
    expect(typesOf()).to.deep.equal({ [host]: 'comment.mention', [viewer]: 'comment.mention' })
  })

  it('are nobody whom a guest names [CO-15]', async () => {
    const { comments, typesOf } = aDesk()

    const { comment } = await comments.create(aGuest(), said(mail(host)))

    expect(comment.mentions).to.deep.equal([])
    expect(typesOf()).to.deep.equal({ [owner]: 'comment.created' })
  })

  it('hear of it once, for what concerns them most, and never of their own [CO-16]', async () => {
    const { comments, as, typesOf, notified } = aDesk()
    const { comment } = await comments.create(await as(host), said())
    const answer = async (userId: number, content: string) =>
      comments.create(await as(userId), { ...said(content), parent_comment_id: comment.id })
    await answer(commenter, 'Yes')
    expect(typesOf()).to.deep.equal({ [owner]: 'comment.created', [host]: 'comment.reply' })
    const before = notified.length

    await answer(admin, `No, ${mail(host)} ${mail(admin)} ${mail(owner)}`)

    expect(typesOf()).to.deep.equal({
      [owner]: 'comment.mention',
      [host]: 'comment.mention',
      [commenter]: 'comment.reply',
    })
    expect(notified.length - before).to.equal(3)
    await comments.resolve(await as(owner), comment.id)
    expect(typesOf()).to.deep.equal({ [host]: 'comment.resolved' })
    await comments.resolve(await as(owner), comment.id, false)
    expect(typesOf()).to.deep.equal({})
  })

  it('are those alone whom an edit names anew [CO-16]', async () => {
    const { comments, as, typesOf } = aDesk()
    const me = await as(owner)
    const { comment } = await comments.create(me, said(mail(host)))

    const { comment: edited } = await comments.edit(me, comment.id, said(`${mail(host)} ${mail(admin)}`))

    expect(edited.mentions).to.deep.equal([host, admin])
    expect(typesOf()).to.deep.equal({ [admin]: 'comment.mention' })
  })

  it('are programs too, by ids and states [CO-9]', async () => {
    const { comments, as, kept } = aDesk()
    const me = { ...(await as(host)), participantId: 'a-participant' }

    const { comment } = await comments.create(me, said('Confidential'))

    expect(kept[0]?.entry).to.deep.equal({
      name: 'comment:created',
      participantId: 'a-participant',
      about: { commentId: comment.id },
    })
    expect(kept[0]?.event).to.deep.equal({
      name: 'comment.created',
      aggregateType: 'comment',
      aggregateId: comment.id,
      actorId: host,
      data: { asset_id: asset.id, parent_comment_id: null, visibility: 'public' },
    })
    expect(JSON.stringify(kept)).not.to.contain('Confidential')
  })
})
