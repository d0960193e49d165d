import { expect } from 'chai'
import { addAsset } from '../support/album-rows.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService, startService } from '../support/service.ts'
import { aDiscussedAsset, comment } from './a-comment.ts'
import { aSession, sessionsPath } from './a-session.ts'
import { aBrowser, anAlbum, share } from './a-shared-file.ts'
import { anAsset } from './an-album.ts'

describe('comments of visitors', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })

  const fromForm = { 'content-type': 'application/x-www-form-urlencoded' }
  const aGuest = (ref: string, suffix = '') => {
    const browser = aBrowser(url)
    const path = `/share/${ref}/comments`
    return {
      ...browser,
      say: (said: object) => browser.call('POST', path + suffix, said),
      read: () => browser.call('GET', path + suffix),
      edit: (id: string, said: object, headers = {}) =>
        browser.call('PATCH', `${path}/${id}${suffix}`, said, headers),
      remove: (id: string) => browser.call('DELETE', `${path}/${id}${suffix}`),
    }
  }

  it('are under a name that is given once, and theirs to change and delete by a sealed cookie [CO-10] [CO-13]', async () => {
    const { token, linkId } = await aDiscussedAsset(owner)
    const rosa = aGuest(token)

    const nameless = await rosa.say({ content: 'Hello' })
    expect([nameless.status, nameless.body.code]).to.deep.equal([422, 'name_required'])
    const { status, body, headers } = await rosa.say({ name: 'Rosa', content: 'Hello' })

    expect(status).to.equal(201)
    expect(body).to.deep.include({
      author: { name: 'Rosa', kind: 'guest', user_id: null },
      is_mine: true,
      mentions: [],
    })
    const cookie = headers.getSetCookie().find((line) => line.startsWith('fleeting_guest_'))
    expect(cookie)
      .to.match(/=flg1\./)
      .and.contain('HttpOnly')
      .and.contain('SameSite=Lax')
    expect((await rosa.say({ content: 'Again' })).body.author.name).to.equal('Rosa')
    expect((await rosa.edit(body.id, { content: 'Bye' })).body).to.include({ content: 'Bye', is_mine: true })
    const byUuid = aGuest(linkId)
    for (const [name, value] of rosa.jar) byUuid.jar.set(name, value)
    expect((await byUuid.say({ content: 'Me again' })).body.author.name).to.equal('Rosa')
    expect((await rosa.remove(body.id)).status).to.equal(204)
    expect((await rosa.read()).body.count).to.equal(3)
  })

  it('are nobody else’s to change: no other guest’s, with no other link’s ticket, nor a forged one [CO-13] [T-49]', async () => {
    const { token, commentId, assetId } = await aDiscussedAsset(owner)
    const rosa = aGuest(token)
    const { body } = await rosa.say({ name: 'Rosa', content: 'Hello' })
    const other = aGuest((await share(owner, 'asset', assetId, { allow_comments: true })).token)
    await other.say({ name: 'Rosa', content: 'Hi' })
    const forged = aGuest(token)
    for (const name of rosa.jar.keys())
      forged.jar.set(name, 'flg1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')

    for (const somebody of [other, aGuest(token), forged]) {
      const refusals = [await somebody.edit(body.id, { content: 'x' }), await somebody.remove(body.id)]
      for (const { status, body } of refusals)
        expect([status, body.code]).to.deep.equal([403, 'comment_not_yours'])
    }
    expect((await rosa.remove(commentId)).body.code).to.equal('comment_not_yours')
    expect((await aGuest(token).read()).body.results[1]).to.include({ content: 'Hello', is_mine: false })
  })

  it('ask for the link’s right, to read as well, and for what it asks of everybody [CO-2] [T-7] [T-49]', async () => {
    const assetId = await anAsset(owner)
    const link = async (options: object) => aGuest((await share(owner, 'asset', assetId, options)).token)
    const looking = await link({ allow_download: true })
    const together = await link({ allow_collaboration: true })
    const locked = await link({
      allow_comments: true,
      share_type: 'protected',
      password: 'secure123',
    })

    for (const { status, body } of [await looking.read(), await looking.say({ name: 'R', content: 'x' })])
      expect([status, body.code]).to.deep.equal([403, 'permission_absent'])
    expect((await together.read()).status).to.equal(200)
    expect((await together.say({ name: 'R', content: 'x' })).body.code).to.equal('permission_absent')
    expect((await locked.say({ name: 'R', content: 'x' })).body.code).to.equal('password_required')
  })

  it('show nothing internal, and are none [CO-4]', async () => {
    const { token, assetId } = await aDiscussedAsset(owner)
    const secret = await comment(owner, assetId, { content: 'between us', visibility: 'internal' })
    const rosa = aGuest(token)

    expect((await rosa.read()).body.results.map(({ content }: { content: string }) => content)).to.deep.equal(
      ['Brighter, please'],
    )
    const said = { name: 'Rosa', content: 'x' }
    for (const wrong of [{ visibility: 'internal' }, { parent_comment_id: secret.id }])
      expect((await rosa.say({ ...said, ...wrong })).status).to.equal(422)
    expect((await rosa.edit(secret.id, { content: 'x' })).status).to.equal(404)
  })

  it('are a member’s own where they may see the file, and a guest’s of their name elsewhere [CO-10] [CO-14]', async () => {
    const { token } = await aDiscussedAsset(owner)
    const colleague = await addMember(owner, 'member', { full_name: 'Bia Souza' })
    const path = `/share/${token}/comments`

    const mine = await owner.call('POST', path, { content: 'mine' })
    const theirs = await colleague.call('POST', path, { name: 'The Boss', content: 'theirs' })

    expect(mine.body.author).to.deep.equal({ name: 'A Person', kind: 'member', user_id: owner.userId })
    expect(theirs.body.author).to.deep.equal({ name: 'Bia Souza', kind: 'guest', user_id: null })
    const seen = (await colleague.call('GET', path)).body.results
    for (const { author, mentions } of seen) expect([author.user_id, mentions]).to.deep.equal([null, []])
  })

  it('belong to one file of an album, as it is now [CO-3]', async () => {
    const [one, other] = [await anAsset(owner), await anAsset(owner)]
    const album = await anAlbum(owner, [one])
    const { token } = await share(owner, 'album', album, { allow_comments: true })
    const said = { name: 'Rosa', content: 'Hello' }

    const rosa = aGuest(token, `?item=${one}`)
    const { status, body } = await rosa.say(said)

    expect(status).to.equal(201)
    expect((await rosa.edit(body.id, { content: 'Bye' })).status).to.equal(200)
    expect((await owner.call('GET', `/api/v3/assets/${one}/comments`)).body.count).to.equal(1)
    for (const suffix of ['', `?item=${other}`])
      expect((await aGuest(token, suffix).say(said)).status, suffix).to.equal(404)
  })

  it('come as a page’s form too, and from no other site [CO-13]', async () => {
    const { token, assetId } = await aDiscussedAsset(owner)
    const form = new URLSearchParams({ name: 'Rosa', content: 'Hello\r\nthere', parent_comment_id: '' })
    const path = `/share/${token}/comments`

    const answer = await aBrowser(url).call('POST', path, form.toString(), { ...fromForm, origin: url })

    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, `/share/${token}/`])
    const { results } = (await owner.call('GET', `/api/v3/assets/${assetId}/comments`)).body
    expect(results[1]).to.include({ content: 'Hello\nthere' })
    const rosa = aGuest(token)
    const { body } = await rosa.say({ name: 'Rosa', content: 'x' })
    const elsewhere = { origin: 'https://evil.example' }
    for (const refused of [
      await rosa.call('POST', path, { content: 'x' }, elsewhere),
      await rosa.call('POST', path, form.toString(), {
        ...fromForm,
        ...elsewhere,
        accept: 'application/json',
      }),
      await rosa.edit(body.id, { content: 'y' }, elsewhere),
      await rosa.call('DELETE', `${path}/${body.id}`, undefined, elsewhere),
    ])
      expect([refused.status, refused.body.code]).to.deep.equal([403, 'csrf_failed'])
  })

  it('name nobody, and are told to the file’s owner [CO-15] [CO-16]', async () => {
    const { database } = await sharedService()
    const { token } = await aDiscussedAsset(owner)

    const { body } = await aGuest(token).say({ name: 'Rosa', content: `@${owner.email} look` })

    expect(body.content).to.equal(`@${owner.email} look`)
    const told = await database.query(`select type from notification where data ->> 'commentId' = $1`, [
      body.id,
    ])
    expect(told).to.deep.equal([{ type: 'comment.created' }])
  })

  it('are limited by link and network [CO-13]', async () => {
    const service = await startService({ RATE_LIMIT_COMMENT: '2/h' })
    const boss = await register(service.url)
    const link = async () => {
      const assetId = await addAsset(service.database, boss)
      return (await share(boss, 'asset', assetId, { allow_comments: true })).token
    }
    const [one, other] = [await link(), await link()]
    const say = async (token: string) =>
      (await clientOf(service.url).call('POST', `/share/${token}/comments`, { name: 'R', content: 'x' }))
        .status

    expect([await say(one), await say(one), await say(one), await say(other)]).to.deep.equal([
      201, 201, 429, 201,
    ])
    await service.stop()
  })

  it('are not for viewers of its session, nor for whoever was sent away, by whichever way [CO-2] [T-49]', async () => {
    const session = await aSession(owner, {}, [{ email: 'vic@example.org', role: 'viewer' }])
    const { body } = await owner.call('GET', `${sessionsPath}/${session.id}`)
    const invited = body.participants.find(
      ({ email }: { email: string | null }) => email === 'vic@example.org',
    )
    const byLink = (ref: string) => {
      const guest = aGuest(ref)
      const join = (name: string) => guest.call('POST', `/share/${ref}/join`, { name })
      const trySaying = async (said: object) => {
        const answer = await guest.say({ content: 'Me too', ...said })
        return [answer.status, answer.body.code]
      }
      return { join, trySaying }
    }

    const vic = byLink(invited.link)
    expect(await vic.trySaying({ name: 'Vic' })).to.deep.equal([403, 'role_too_small'])
    await vic.join('Vic')
    expect(await vic.trySaying({})).to.deep.equal([403, 'role_too_small'])

    const rosa = byLink(session.token)
    const joined = await rosa.join('Rosa')
    expect((await rosa.trySaying({}))[0]).to.equal(201)
    await owner.call('DELETE', `${sessionsPath}/${session.id}/participants/${joined.body.participant.id}`)
    expect(await rosa.trySaying({})).to.deep.equal([403, 'role_too_small'])
  })
})
