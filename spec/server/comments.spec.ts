import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { addCollabSession, addParticipant } from '../support/collab-rows.ts'
import { sharedService, type TestService } from '../support/service.ts'
import { aCommentedAsset, comment } from './a-comment.ts'
import { anAsset } from './an-album.ts'

describe('comments of members', function () {
  this.timeout(60_000)
  let service: TestService
  let owner: Person
  let colleague: Person
  let assetId: number
  let path: string
  before(async () => {
    service = await sharedService()
    owner = await register(service.url)
    colleague = await addMember(owner, 'member', { full_name: 'Bia Souza' })
  })
  beforeEach(async () => {
    assetId = await aVideo(owner)
    path = `/api/v3/assets/${assetId}/comments`
  })

  const aVideo = async (person: Person): Promise<number> => {
    const id = await anAsset(person, 'Waves')
    await service.database.query("update asset set kind = 'video' where id = $1", [id])
    return id
  }
  const meet = async (person: Person, role: string) => {
    const { tenantId, userId } = owner
    const rows = await addCollabSession(service.database, { tenantId, userId, assetId })
    await addParticipant(service.database, { ...rows, userId: person.userId, role })
    return rows
  }
  const notificationsOf = async (person: Person) =>
    (
      await service.database.query(
        'select type, data from notification where user_id = $1 order by created_at, id',
        [person.userId],
      )
    ).map(({ type }) => type)

  it('are made as the content document says, and read as they were made [CO-1] [CO-11]', async () => {
    const { status, body } = await owner.call('POST', `${path}/`, {
      content: 'Please update the logo in the top-right corner',
      position_x: 0.85,
      position_y: 0.15,
      timestamp: '00:01:30',
      parent_comment_id: null,
    })

    expect(status).to.equal(201)
    expect(body).to.deep.include({
      uuid: body.id,
      parent_comment_id: null,
      author: { name: 'A Person', kind: 'member', user_id: owner.userId },
      is_mine: true,
      content: 'Please update the logo in the top-right corner',
      position_x: 0.85,
      position_y: 0.15,
      timestamp: '00:01:30',
      visibility: 'public',
      resolved_at: null,
      is_deleted: false,
    })
    const list = await owner.call('GET', path)
    expect(list.body).to.deep.equal({ count: 1, next: null, previous: null, results: [body] })
  })

  it('are refused where the field that is wrong is named [CO-3] [CO-11] [CO-12]', async () => {
    const picture = await anAsset(owner)
    const faults = async (id: number, said: object) => {
      const { status, body } = await owner.call('POST', `/api/v3/assets/${id}/comments`, {
        content: 'x',
        ...said,
      })
      expect(status).to.equal(422)
      return body.errors?.map(({ field }: { field: string }) => field) ?? body.code
    }
    const { body: root } = await owner.call('POST', path, { content: 'x' })
    const reply = await comment(owner, assetId, { content: 'y', parent_comment_id: root.id })

    expect(await faults(assetId, { content: ' ' })).to.deep.equal(['content'])
    expect(await faults(assetId, { position_x: 0.5 })).to.deep.equal(['position_y'])
    expect(await faults(assetId, { page: 1 })).to.deep.equal(['page'])
    expect(await faults(picture, { timestamp: '00:00:01' })).to.deep.equal(['timestamp'])
    expect(await faults(picture, { parent_comment_id: root.id })).to.deep.equal(['parent_comment_id'])
    expect(await faults(assetId, { parent_comment_id: reply.id })).to.equal('thread_too_deep')
  })

  it('come in threads, page by page, narrowed by what is resolved [CO-5] [CO-7]', async () => {
    const first = await comment(owner, assetId, { content: 'first' })
    const second = await comment(owner, assetId, { content: 'second' })
    const reply = await comment(owner, assetId, { content: 'reply', parent_comment_id: first.id })
    const listed = async (query: string) => {
      const { body } = await owner.call('GET', `${path}?${query}`)
      return [body.count, body.results.map(({ id }: { id: string }) => id)]
    }

    const { status, body: resolved } = await owner.call('POST', `${path}/${reply.id}/resolve/`)

    expect([status, resolved.id, resolved.resolved_by]).to.deep.equal([200, first.id, 'A Person'])
    expect(await listed('')).to.deep.equal([3, [first.id, reply.id, second.id]])
    expect(await listed('page=2&page_size=2')).to.deep.equal([3, [second.id]])
    expect(await listed('resolved=true')).to.deep.equal([2, [first.id, reply.id]])
    expect(await listed('resolved=false')).to.deep.equal([1, [second.id]])
    await owner.call('POST', `${path}/${first.id}/resolve`, { resolved: false })
    expect(await listed('resolved=true')).to.deep.equal([0, []])
    expect((await owner.call('POST', `${path}/${first.id}/resolve`, { resolved: 'no' })).status).to.equal(422)
  })

  it('are for whoever may see the file, and for members in an open session as far as they go [CO-2] [T-49] [T-58]', async () => {
    const { body: own } = await owner.call('POST', path, { content: 'mine' })
    expect((await colleague.call('GET', path)).status).to.equal(404)
    expect((await colleague.call('POST', path, { content: 'x' })).status).to.equal(404)

    await meet(colleague, 'viewer')
    expect((await colleague.call('GET', path)).body.count).to.equal(1)
    const refused = await colleague.call('POST', path, { content: 'x' })
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'role_too_small'])

    const { sessionId } = await meet(colleague, 'commenter')
    const said = await comment(colleague, assetId, { content: 'theirs' })
    const notYours = [
      await colleague.call('PATCH', `${path}/${own.id}`, { content: 'x' }),
      await colleague.call('DELETE', `${path}/${own.id}`),
      await owner.call('PATCH', `${path}/${said.id}`, { content: 'x' }),
    ]
    for (const { status, body } of notYours)
      expect([status, body.code]).to.deep.equal([403, 'comment_not_yours'])
    const resolving = await colleague.call('POST', `${path}/${own.id}/resolve`, {})
    expect([resolving.status, resolving.body.code]).to.deep.equal([403, 'role_too_small'])
    const edited = await colleague.call('PATCH', `${path}/${said.id}/`, { content: 'better' })
    expect([edited.status, edited.body.content]).to.deep.equal([200, 'better'])
    expect((await owner.call('DELETE', `${path}/${said.id}`)).status).to.equal(204)
    expect((await owner.call('GET', path)).body.count).to.equal(1)

    await service.database.query('update collab_session set ended_at = now() where asset_id = $1', [assetId])
    expect((await colleague.call('GET', path)).status).to.equal(404)
    const log = await service.database.query(
      'select name from collab_event where session_id = $1 order by seq',
      [sessionId],
    )
    expect(log.map(({ name }) => name)).to.deep.equal([
      'comment:created',
      'comment:updated',
      'comment:deleted',
    ])
  })

  it('name colleagues by e-mail, and tell nobody which addresses are known [CO-15] [CO-16]', async () => {
    const elsewhere = await register(service.url)
    const content = `@${colleague.email} @${elsewhere.email} @nobody@example.org`

    const unseen = await comment(owner, assetId, { content })
    expect(unseen.mentions).to.deep.equal([])
    await meet(colleague, 'commenter')
    const seen = await comment(owner, assetId, { content })

    expect([seen.content, seen.mentions]).to.deep.equal([content, [colleague.userId]])
    await comment(colleague, assetId, { content: 'yes', parent_comment_id: seen.id })
    await owner.call('POST', `${path}/${seen.id}/resolve`)
    expect(await notificationsOf(colleague)).to.deep.equal(['comment.mention'])
    expect((await notificationsOf(owner)).slice(-1)).to.deep.equal(['comment.reply'])
    expect(await notificationsOf(elsewhere)).to.deep.equal([])
  })

  it('are one however often they are sent with one client_id [CO-8] [T-54]', async () => {
    const { sessionId } = await meet(colleague, 'commenter')
    const send = () => owner.call('POST', path, { content: 'once', client_id: 'try-000001' })

    const answers = await Promise.all([send(), send(), send(), send()])

    for (const { status } of answers) expect(status).to.equal(201)
    expect(new Set(answers.map(({ body }) => body.id)).size).to.equal(1)
    const log = await service.database.query('select 1 from collab_event where session_id = $1', [sessionId])
    expect(log).to.have.length(1)
  })

  it('are resolved once by two at once, and both edits of two are heard [CO-7]', async () => {
    const { body: said } = await owner.call('POST', path, { content: 'x' })

    await Promise.all([1, 2, 3].map(() => owner.call('POST', `${path}/${said.id}/resolve`)))
    const edits = await Promise.all([
      owner.call('PATCH', `${path}/${said.id}`, { content: 'y' }),
      owner.call('PATCH', `${path}/${said.id}`, { timestamp: '00:00:05' }),
    ])

    expect(edits.map(({ status }) => status)).to.deep.equal([200, 200])
    const [now] = (await owner.call('GET', path)).body.results
    expect([now.content, now.timestamp]).to.deep.equal(['y', '00:00:05'])
    const events = await service.database.query(
      'select name from event where aggregate_id = $1 order by seq',
      [said.id],
    )
    expect(events.map(({ name }) => name)).to.deep.equal([
      'comment.created',
      'comment.resolved',
      'comment.updated',
      'comment.updated',
    ])
  })

  it('leave nothing of what they said when they are deleted, nor when their file is [CO-6] [T-66]', async () => {
    const { commentId, assetId: other } = await aCommentedAsset(owner)
    const stored = () => service.database.query('select content from comment where asset_id = $1', [other])
    await comment(owner, other, { content: 'an answer', parent_comment_id: commentId })

    expect((await owner.call('DELETE', `/api/v3/assets/${other}/comments/${commentId}/`)).status).to.equal(
      204,
    )

    const { results } = (await owner.call('GET', `/api/v3/assets/${other}/comments`)).body
    expect(results[0]).to.include({ is_deleted: true, content: '' })
    expect((await stored()).map(({ content }) => content)).to.have.members(['', 'an answer'])
    await owner.call('DELETE', `/api/v3/assets/${other}`)
    expect(await stored()).to.deep.equal([])
    expect((await owner.call('GET', `/api/v3/assets/${other}/comments`)).status).to.equal(404)
  })

  it('are taken along as CSV, WebVTT and EDL, what is internal only when it is asked for [CO-17]', async () => {
    await comment(owner, assetId, { content: '=1+1', timestamp: '00:00:10' })
    await comment(owner, assetId, { content: 'between us', visibility: 'internal', timestamp: '00:00:12' })
    const taken = (query: string) => owner.call('GET', `${path}/export?${query}`)

    const [csv, vtt, edl] = [
      await taken('format=csv'),
      await taken('format=vtt'),
      await taken('format=edl&fps=24'),
    ]

    expect(csv.headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).to.equal(`attachment; filename="comments-${assetId}.csv"`)
    expect(csv.body).to.contain(`,'=1+1,`)
    expect(vtt.headers.get('content-type')).to.equal('text/vtt; charset=utf-8')
    expect(vtt.body).to.contain('00:00:10.000 --> 00:00:15.000\n<v A Person>=1+1</v>')
    expect(edl.body).to.contain('TITLE: Waves\r\n').and.contain('* LOC: 00:00:10:00 RED     A Person: =1+1')
    for (const { body } of [csv, vtt, edl]) expect(body).not.to.contain('between us')
    expect((await taken('format=vtt&internal=true')).body).to.contain('between us')
    for (const query of ['', 'format=pdf', 'format=edl&fps=60'])
      expect((await taken(query)).status, query).to.equal(422)
    expect((await colleague.call('GET', `${path}/export?format=csv`)).status).to.equal(404)
  })
})
