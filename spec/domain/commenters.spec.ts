import { expect } from 'chai'
import type { Visit } from '../../domain/share-links/visits.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import {
  aDesk,
  admin,
  aMember,
  asset,
  commenter,
  type Desk,
  host,
  outsider,
  owner,
  said,
  viewer,
} from './a-comment-desk.ts'

describe('who comments', () => {
  const rights = async (desk: Desk, userId: number) => {
    const { sees, mayWrite, mayModerate, name } = await desk.as(userId)
    return { sees, mayWrite, mayModerate, name }
  }

  it('are the owner, admins, and members as far as their role in an open session goes [CO-2] [T-49]', async () => {
    const desk = aDesk()
    const all = (userId: number) => ({
      sees: 'all',
      mayWrite: true,
      mayModerate: true,
      name: `Person ${userId}`,
    })

    for (const userId of [owner, admin, host]) expect(await rights(desk, userId)).to.deep.equal(all(userId))
    expect(await rights(desk, commenter)).to.include({ mayWrite: true, mayModerate: false })
    expect(await rights(desk, viewer)).to.include({ mayWrite: false, mayModerate: false })
    await expectRefusal('not_found', desk.as(outsider))
    const elsewhere = { ...aMember(owner), tenantId: 8 }
    await expectRefusal('not_found', desk.comments.commenters.member(elsewhere, asset.id))
  })

  const visit = (permissions: object) =>
    ({
      link: {
        id: 'a-link',
        permissions: { preview: true, download: false, comment: false, collaborate: false, ...permissions },
      },
    }) as unknown as Visit
  const open = { visit: visit({ comment: true }), asset, member: undefined, guest: undefined }

  it('are visitors under a name they give, and known again by their ticket of this link [CO-10]', async () => {
    const { comments } = aDesk()
    const { commenters } = comments

    await expectRefusal('name_required', commenters.writer(open, undefined))
    expect(await faultyFields(commenters.writer(open, '  '))).to.deep.equal(['name'])
    expect(await faultyFields(commenters.writer(open, '\u202e\u200b'))).to.deep.equal(['name'])
    expect((await commenters.writer(open, 'Ro\u202esa\u200b\u2028Luz')).name).to.equal('Rosa Luz')
    const first = await commenters.writer(open, ' Rosa ')
    expect(first).to.include({
      name: 'Rosa',
      userId: null,
      sees: 'public',
      mayWrite: true,
      mayModerate: false,
    })
    expect(first.guest?.linkId).to.equal('a-link')
    await comments.create(first, said())
    const again = await commenters.writer({ ...open, guest: first.guest! }, undefined)
    expect([again.guest, again.name]).to.deep.equal([first.guest, 'Rosa'])

    const ofAnother = { id: first.guest!.id, linkId: 'another-link' }
    await expectRefusal('name_required', commenters.writer({ ...open, guest: ofAnother }, undefined))
    expect((await commenters.visitor({ ...open, guest: ofAnother })).guest).to.equal(null)
  })

  it('are members as themselves where they may see the file, and as guests of their own name elsewhere [CO-10]', async () => {
    const { commenters } = aDesk().comments

    expect(await commenters.writer({ ...open, member: aMember(host) }, 'Nobody')).to.include({
      userId: host,
      sees: 'all',
    })
    const guest = await commenters.writer({ ...open, member: aMember(outsider) }, 'The Boss')
    expect(guest).to.include({ userId: null, name: `Person ${outsider}`, sees: 'public' })
    const foreigner = { ...aMember(owner), tenantId: 8 }
    expect(await commenters.writer({ ...open, member: foreigner }, 'The Boss')).to.include({ userId: null })
  })

  it('read where the link lets visitors take part, and write where it lets them comment [CO-2] [T-49]', async () => {
    const { comments } = aDesk()
    const reading = (permissions: object) =>
      comments.commenters.visitor({ ...open, visit: visit(permissions) })

    await expectRefusal('permission_absent', reading({ download: true }))
    expect((await reading({ comment: true })).mayWrite).to.equal(true)
    const looking = await reading({ collaborate: true })
    expect(looking.mayWrite).to.equal(false)
    await expectRefusal('role_too_small', comments.create(looking, said()))
  })

  it('write no more by a link than their role in its session lets them [CO-2] [T-49]', async () => {
    const { comments, standings } = aDesk()
    const guest = { id: 'a-guest', linkId: 'a-link' }
    const mayWrite = async () => (await comments.commenters.writer({ ...open, guest }, 'Rosa')).mayWrite

    expect(await mayWrite()).to.equal(true)
    for (const [standing, may] of [
      ['viewer', false],
      ['removed', false],
      ['commenter', true],
    ] as const) {
      standings.set('a-guest', standing)
      expect(await mayWrite()).to.equal(may)
    }
  })
})
