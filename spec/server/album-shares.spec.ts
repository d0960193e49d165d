import { randomBytes } from 'node:crypto'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { ago, aSharedVehicle } from './a-house.ts'
import { aFile, share } from './a-shared-file.ts'
import { anAsset, aPicture, aSharedAlbum, type SharedAlbum } from './an-album.ts'
import { anMp4 } from './media/fixtures.ts'

const base = '/api/albums'
const hour = 3_600_000
const inHours = (hours: number) => ago(-hours * hour)

describe('the link of an album', () => {
  let url: string
  let owner: Person
  /** Each has an organization of their own. */
  let cousin: Person
  let friend: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Home')
    cousin = await register(url, 'Cousins')
    friend = await register(url, 'Friends')
  })
  const put = (albumId: number, body: object, as = owner) =>
    as.call('PUT', `${base}/${albumId}/share-link`, body)
  const accept = (share_token: string, as: Pick<Person, 'call'> = cousin) =>
    as.call('POST', `${base}/accept`, { share_token })
  const open = (albumId: number, as: Pick<Person, 'call'> = cousin) => as.call('GET', `${base}/${albumId}`)
  const sharedWith = async (as: Person): Promise<number[]> =>
    (await as.call('GET', `${base}/shared-with-me?page_size=200`)).body.results.map(
      ({ id }: { id: number }) => id,
    )
  const setEnd = async ({ linkId }: SharedAlbum, end: string) =>
    (await sharedService()).database.query(`update share_link set expires_at = ${end} where id = $1`, [
      linkId,
    ])

  describe('/:id/share-link', () => {
    it('is made once: 201 with all that an owner wants to know, then 200 with the same token [AL-10] [AL-12]', async () => {
      const { body: album } = await owner.call('POST', base, { title: 'Sea' })
      expect((await owner.call('GET', `${base}/${album.id}/share-link`)).status).to.equal(404)
      expect((await owner.call('GET', `${base}/${album.id}/share-link?if_any=true`)).status).to.equal(204)

      const made = await put(album.id, { is_collaboration: false, expires_at: null })
      const read = await owner.call('GET', `${base}/${album.id}/share-link`)
      const end = inHours(2)
      const changed = await put(album.id, { is_collaboration: true, expires_at: end })

      expect(made.status).to.equal(201)
      expect(made.body).to.have.all.keys(
        'id',
        'token',
        'share_url',
        'is_collaboration',
        'is_active',
        'expires_at',
        'never_expires',
        'created_at',
        'access_count',
        'last_accessed_at',
      )
      const { token } = made.body
      expect(token).to.match(/^[\w-]{22}$/)
      expect(made.body).to.include({
        share_url: `${url}/share/${token}/`,
        is_collaboration: false,
        is_active: true,
        expires_at: null,
        never_expires: true,
        access_count: 0,
        last_accessed_at: null,
      })
      expect([read.status, read.body]).to.deep.equal([200, made.body])
      expect(changed.status).to.equal(200)
      expect(changed.body).to.deep.equal({
        ...made.body,
        is_collaboration: true,
        expires_at: end,
        never_expires: false,
      })
    })

    it('stays as it is in what the body leaves out [AL-10]', async () => {
      const end = inHours(2)
      const { albumId } = await aSharedAlbum(owner, { is_collaboration: true, expires_at: end })

      expect((await put(albumId, {})).body).to.include({ is_collaboration: true, expires_at: end })
      expect((await put(albumId, { is_collaboration: false })).body).to.include({ expires_at: end })
      expect((await put(albumId, { expires_at: null })).body).to.include({
        is_collaboration: false,
        never_expires: true,
      })
    })

    it('ends in the future or never [AL-10] [T-18]', async () => {
      const { albumId } = await aSharedAlbum(owner)

      for (const expires_at of [
        ago(1),
        ago(hour),
        '2020-01-01T00:00:00Z',
        'soon',
        5,
        '2030-02-30T00:00:00Z',
      ]) {
        const { status, body } = await put(albumId, { is_collaboration: false, expires_at })
        expect([status, body.errors[0].field], String(expires_at)).to.deep.equal([422, 'expires_at'])
      }
    })

    it('is revoked for good; a new one has a new token [AL-10] [T-19]', async () => {
      const { albumId, token } = await aSharedAlbum(owner)
      const link = `${base}/${albumId}/share-link`

      const gone = await owner.call('DELETE', link)

      expect(gone.status).to.equal(204)
      expect((await owner.call('GET', link)).status).to.equal(404)
      expect((await owner.call('DELETE', link)).status).to.equal(404)
      const next = await put(albumId, { is_collaboration: false, expires_at: null })
      expect(next.status).to.equal(201)
      expect(next.body.token).to.not.equal(token)
      expect((await accept(token)).status).to.equal(410)
    })

    it('keeps to what the organization allows its links [AL-10]', async () => {
      const strict = await register(url)
      const policy = { longest_hours: 24, allowed_rights: { download: false } }
      expect((await strict.call('PATCH', '/api/tenants/current', { links: policy })).status).to.equal(200)
      const { body: album } = await strict.call('POST', base, { title: 'Sea' })

      const unsaid = await put(album.id, {}, strict)
      const never = await put(album.id, { expires_at: null }, strict)

      expect(unsaid.status).to.equal(201)
      expect(Date.parse(unsaid.body.expires_at) - Date.now()).to.be.within(23 * hour, 24 * hour)
      expect([never.status, never.body.code]).to.deep.equal([422, 'policy_violated'])
      await accept(unsaid.body.token)
      const item = await aPicture(strict)
      await strict.call('POST', `${base}/${album.id}/items`, { asset_id: item })
      const [shown] = (await open(album.id)).body.items
      expect([shown.file_url, shown.thumbnail_url === null]).to.deep.equal([null, false])
      expect((await cousin.call('GET', `${base}/${album.id}/items/${item}/file`)).body.code).to.equal(
        'permission_absent',
      )
    })

    it('is for whoever looks after the album alone [AL-7]', async () => {
      const { albumId, token } = await aSharedAlbum(owner, { is_collaboration: true })
      await accept(token)

      for (const [method, body] of [['PUT', {}], ['GET'], ['DELETE']] as const) {
        const answer = await cousin.call(method, `${base}/${albumId}/share-link`, body)
        expect([answer.status, answer.body.code], method).to.deep.equal([403, 'forbidden'])
      }
      const admin = await addMember(owner, 'admin')
      expect((await admin.call('GET', `${base}/${albumId}/share-link`)).body.token).to.equal(token)
    })
  })

  describe('/accept', () => {
    it('opens the album to a cousin with an organization of their own, once and for all [AL-8]', async () => {
      const { albumId, assetId, token } = await aSharedAlbum(owner)
      expect((await open(albumId)).status).to.equal(404)

      const first = await accept(token)
      const again = await accept(token)

      expect(first.status).to.equal(200)
      expect(first.body).to.have.all.keys('album', 'role')
      expect(first.body.role).to.equal('viewer')
      expect(first.body.album).to.deep.include({ id: albumId, title: 'Sea', role: 'viewer', item_count: 1 })
      expect([again.status, again.body]).to.deep.equal([200, first.body])
      const shown = await open(albumId)
      expect([shown.status, shown.body.items[0].asset_id]).to.deep.equal([200, assetId])
      expect((await sharedWith(cousin)).filter((id) => id === albumId)).to.deep.equal([albumId])
      expect(await sharedWith(friend)).to.not.include(albumId)
      expect((await open(albumId, friend)).status).to.equal(404)
      expect((await owner.call('GET', `${base}/${albumId}/share-link`)).body.access_count).to.be.above(0)
    })

    it('says exactly why it does not: expired, revoked, unknown, not signed in [AL-13] [T-18]', async () => {
      const expired = await aSharedAlbum(owner)
      await setEnd(expired, 'now()')
      const revoked = await aSharedAlbum(owner)
      await owner.call('DELETE', `${base}/${revoked.albumId}/share-link`)

      const answers = [
        [await accept(expired.token), 410, 'link_expired', 'This share link has expired'],
        [await accept(revoked.token), 410, 'link_revoked', 'This share link has been revoked'],
        [await accept('x'.repeat(22)), 404, 'not_found', 'There is nothing here for you.'],
        [
          await accept((await aSharedVehicle(owner)).token),
          404,
          'not_found',
          'There is nothing here for you.',
        ],
        [await accept(revoked.token, clientOf(url)), 401, 'not_signed_in', 'Sign in first.'],
      ] as const

      for (const [{ status, body, headers }, ...expected] of answers) {
        expect([status, body.code, body.detail]).to.deep.equal(expected)
        expect(headers.get('content-type')).to.match(/^application\/problem\+json/)
      }
      const inPortuguese = await cousin.call(
        'POST',
        `${base}/accept`,
        { share_token: expired.token },
        { 'accept-language': 'pt-BR' },
      )
      expect(inPortuguese.body.detail).to.equal('Este link de compartilhamento expirou')
      for (const share_token of ['', null, 5, ['x']])
        expect((await accept(share_token as string)).status, String(share_token)).to.equal(422)
    })

    it('is an opening of the link, told to whoever looks after it [AL-12] [AL-13]', async () => {
      const { albumId, token, linkId } = await aSharedAlbum(owner)

      await accept(token)
      await accept('x'.repeat(22))

      const { body } = await owner.call('GET', `${base}/${albumId}/share-link`)
      expect(body.access_count).to.equal(1)
      expect(Date.parse(body.last_accessed_at)).to.be.at.least(Date.parse(body.created_at))
      const viewed = async () => {
        const { body } = await owner.call('GET', `/api/v3/shares/${linkId}/analytics?days=2`)
        return body.summary.total_views
      }
      for (let tries = 0; tries < 150 && (await viewed()) < 1; tries++)
        await new Promise((resolve) => setTimeout(resolve, 100))
      expect(await viewed()).to.equal(1)
    })

    it('changes nothing for whoever looks after the album anyway', async () => {
      const { albumId, token } = await aSharedAlbum(owner)

      const { status, body } = await accept(token, owner)

      expect([status, body.role]).to.deep.equal([200, 'owner'])
      expect(await sharedWith(owner)).to.not.include(albumId)
    })

    it('works for a colleague as for anybody', async () => {
      const colleague = await addMember(owner, 'member')
      const { albumId, token } = await aSharedAlbum(owner)

      expect((await accept(token, colleague)).body.role).to.equal('viewer')
      expect((await open(albumId, colleague)).status).to.equal(200)
      expect((await colleague.call('PATCH', `${base}/${albumId}`, { title: 'Mine' })).status).to.equal(403)
    })
  })

  describe('what came through it', () => {
    it('is, for a viewer, to look and to keep, and nothing else [AL-7] [T-15] [T-16]', async () => {
      const { albumId, assetId, token } = await aSharedAlbum(owner, {}, aPicture)
      await accept(token)
      const mine = await anAsset(cousin)
      const album = `${base}/${albumId}`
      const item = `${album}/items/${assetId}`

      for (const [method, path, body] of [
        ['PATCH', album, { title: 'Mine' }],
        ['DELETE', album],
        ['POST', `${album}/items`, { asset_id: mine }],
        ['PATCH', `${album}/items`, { asset_ids: [assetId] }],
        ['DELETE', item],
      ] as const) {
        const answer = await cousin.call(method, path, body)
        expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([403, 'forbidden'])
      }
      expect((await cousin.call('GET', `${item}/thumbnail`)).status).to.equal(200)
      expect((await cousin.call('GET', `${item}/file`)).status).to.equal(200)
      expect((await cousin.call('GET', `/api/v3/assets/${assetId}`)).status).to.equal(404)
    })

    it('counts a file that is kept as one of the link’s downloads, however many parts it comes in', async () => {
      const { albumId, assetId, linkId, token } = await aSharedAlbum(owner, {}, aPicture)
      const file = `${base}/${albumId}/items/${assetId}/file`
      const downloads = async () =>
        (await owner.call('GET', `/api/v3/shares/${linkId}`)).body.counts.downloads
      await accept(token)

      const first = await cousin.call('GET', file, undefined, { range: 'bytes=0-9' })
      const rest = await cousin.call('GET', file, undefined, { range: 'bytes=10-' })
      await cousin.call('HEAD', file)
      await cousin.call('GET', file, undefined, { 'if-none-match': first.headers.get('etag') ?? '' })
      await owner.call('GET', file)
      await cousin.call('GET', file.replace(/file$/, 'preview'))
      await until(async () => (await downloads()) === 1)
      await cousin.call('GET', file)
      await until(async () => (await downloads()) > 1)

      expect([first.status, rest.status, await downloads()]).to.deep.equal([206, 206, 2])
      await until(async () => {
        const { body } = await owner.call('GET', `/api/v3/shares/${linkId}/analytics?days=1`)
        return body.summary.total_downloads === 2
      })
    })

    it('is cut off on its way when the link is withdrawn, and what is one’s own is not [T-28]', async () => {
      const bytes = 40_000_000
      const large = await aFile(owner, randomBytes(bytes), 'large.bin')
      const { albumId, token } = await aSharedAlbum(owner)
      await owner.call('POST', `${base}/${albumId}/items`, { asset_id: large })
      await accept(token)
      // Nobody reads yet, so that what is on its way waits in the sockets' buffers.
      const begin = (person: Person) =>
        new Promise<IncomingMessage>((resolve, reject) => {
          const headers = { authorization: `Bearer ${person.token}` }
          const path = `${url}${base}/${albumId}/items/${large}/file`
          httpGet(path, { headers }, resolve).on('error', reject)
        })
      const received = async (answer: IncomingMessage): Promise<number> => {
        let sum = 0
        answer.on('data', (chunk: Buffer) => {
          sum += chunk.length
        })
        await new Promise((resolve) => answer.once('close', resolve).on('error', () => {}))
        return sum
      }

      const [theirs, own] = [await begin(cousin), await begin(owner)]
      const { status } = await owner.call('DELETE', `${base}/${albumId}/share-link`)

      expect([theirs.statusCode, own.statusCode, status]).to.deep.equal([200, 200, 204])
      expect(await received(theirs)).to.be.below(bytes)
      expect(await received(own)).to.equal(bytes)
    })

    it('is, for a collaborator, to add what is theirs and to take that out again [AL-7]', async () => {
      const { albumId, assetId, token } = await aSharedAlbum(owner, { is_collaboration: true })
      const items = `${base}/${albumId}/items`
      expect((await accept(token)).body.role).to.equal('collaborator')
      const theirs = await aPicture(cousin)

      const added = await cousin.call('POST', items, { asset_id: theirs })
      const foreign = await cousin.call('POST', items, { asset_id: await anAsset(owner) })

      expect([added.status, foreign.status]).to.deep.equal([201, 404])
      expect(added.body.added_by).to.deep.equal({ id: cousin.userId, full_name: 'A Person' })
      const { body } = await open(albumId, owner)
      expect(body.items.map(({ asset_id }: { asset_id: number }) => asset_id)).to.deep.equal([
        assetId,
        theirs,
      ])
      expect((await owner.call('GET', `${items}/${theirs}/thumbnail`)).status).to.equal(200)
      expect((await owner.call('GET', `/api/v3/assets/${theirs}`)).status).to.equal(404)

      expect((await cousin.call('DELETE', `${items}/${assetId}`)).status).to.equal(403)
      expect((await cousin.call('PATCH', items, { asset_ids: [theirs, assetId] })).status).to.equal(403)
      expect((await cousin.call('DELETE', `${items}/${theirs}`)).status).to.equal(204)
    })

    it('lets the owner take out what a collaborator added', async () => {
      const { albumId, token } = await aSharedAlbum(owner, { is_collaboration: true })
      await accept(token)
      const theirs = await anAsset(cousin)
      await cousin.call('POST', `${base}/${albumId}/items`, { asset_id: theirs })

      expect((await owner.call('DELETE', `${base}/${albumId}/items/${theirs}`)).status).to.equal(204)
    })

    it('follows the link at the next request: fewer rights, and more again [AL-8]', async () => {
      const { albumId, token } = await aSharedAlbum(owner, { is_collaboration: true })
      await accept(token)
      const role = async () => (await open(albumId)).body.role

      expect(await role()).to.equal('collaborator')
      await put(albumId, { is_collaboration: false })
      expect(await role()).to.equal('viewer')
      await put(albumId, { is_collaboration: true })
      expect(await role()).to.equal('collaborator')
    })

    it('ends with the link, revoked or expired, and a new link does not bring it back [AL-8] [T-46]', async () => {
      const revoked = await aSharedAlbum(owner, { is_collaboration: true }, aPicture)
      const expired = await aSharedAlbum(owner)
      for (const { token } of [revoked, expired]) await accept(token)

      await owner.call('DELETE', `${base}/${revoked.albumId}/share-link`)
      await put(revoked.albumId, { is_collaboration: true })
      await setEnd(expired, 'now()')

      for (const { albumId, assetId } of [revoked, expired]) {
        expect((await open(albumId)).status).to.equal(404)
        expect((await cousin.call('GET', `${base}/${albumId}/items/${assetId}/file`)).status).to.equal(404)
        expect(await sharedWith(cousin)).to.not.include(albumId)
      }
    })

    it('ends where its maker leaves the organization [AL-8] [T-4]', async () => {
      const leaver = await addMember(owner, 'member')
      const { albumId, token } = await aSharedAlbum(leaver)
      await accept(token)
      expect((await open(albumId)).status).to.equal(200)

      await owner.call('DELETE', `/api/tenants/members/${leaver.userId}`)

      expect((await open(albumId)).status).to.equal(404)
      expect((await accept(token)).body.detail).to.equal('This share link has been revoked')
    })

    it('is given up by whoever leaves: what they added stays, and the link lets them in anew [AL-14]', async () => {
      const { albumId, token } = await aSharedAlbum(owner, { is_collaboration: true })
      const asset_id = await anAsset(cousin)
      const leave = (as: Person) => as.call('DELETE', `${base}/shared-with-me/${albumId}`)
      const never = await leave(friend)
      await accept(token)
      await accept(token, friend)
      await cousin.call('POST', `${base}/${albumId}/items`, { asset_id })

      const left = await leave(cousin)

      expect([never.status, left.status, (await leave(cousin)).status]).to.deep.equal([404, 204, 404])
      expect((await open(albumId)).status).to.equal(404)
      expect(await sharedWith(cousin)).not.to.include(albumId)
      expect((await open(albumId, friend)).body.item_count).to.equal(2)
      expect((await leave(owner)).status).to.equal(404)
      expect((await open(albumId, owner)).status).to.equal(200)
      await accept(token)
      expect((await open(albumId)).body.role).to.equal('collaborator')
    })

    it('lists what is shared with me, what I accepted last first [T-58]', async () => {
      const me = await register(url)
      const [one, two] = [await aSharedAlbum(owner), await aSharedAlbum(friend)]
      for (const { token } of [one, two]) await accept(token, me)

      const first = await me.call('GET', `${base}/shared-with-me?page_size=1`)
      const second = await me.call('GET', first.body.next.replace(url, ''))

      expect([first.body.count, second.body.next]).to.deep.equal([2, null])
      expect([first.body.results[0].id, second.body.results[0].id]).to.deep.equal([two.albumId, one.albumId])
      expect((await me.call('GET', base)).body.count).to.equal(0)
    })
  })

  describe('for visitors', () => {
    it('plays a film with the captions beside it, which a link to the film alone does not give [VP-23]', async () => {
      const bring = (bytes: string | Buffer, name: string) => aFile(owner, Buffer.from(bytes as string), name)
      const film = await bring(anMp4(), 'tour.mp4')
      const words = await bring('WEBVTT\n\n00:00.000 --> 00:03.000\nGrüße\n', 'tour.de.vtt')
      const { albumId, token } = await aSharedAlbum(owner, {}, async () => film)
      await owner.call('POST', `${base}/${albumId}/items`, { asset_id: words })
      const visitor = clientOf(url)
      const see = async (path: string) =>
        (await visitor.call('GET', path, undefined, { accept: 'text/html' })).body

      const page: string = await see(`/share/${token}/?item=${film}`)
      const src = /<track kind="captions" src="([^"]+)" srclang="de" label="German"/.exec(page)?.[1]
      expect(src, page).to.include(`/items/${words}/preview`)
      const { status, headers } = await visitor.call('GET', src!.replace(url, ''))
      expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/vtt; charset=utf-8'])

      const alone = await share(owner, 'asset', film)
      expect(await see(`/share/${alone.token}/`))
        .to.include('<video')
        .and.not.include('<track')
    })

    it('shows the items that are in the album now: added ones come, removed ones go [AL-6] [T-16] [T-17]', async () => {
      const { albumId, assetId, token } = await aSharedAlbum(owner, {}, aPicture)
      const outside = await aPicture(owner)
      const visitor = clientOf(url)
      const see = async () =>
        JSON.stringify(
          (await visitor.call('GET', `/share/${token}`, undefined, { accept: 'application/json' })).body,
        )
      const thumbnail = async (id: number) =>
        (await visitor.call('GET', `/share/${token}/thumbnail?item=${id}`)).status

      expect(await see()).to.include('"Sea"')
      expect([await thumbnail(assetId), await thumbnail(outside)]).to.deep.equal([200, 404])
      await owner.call('POST', `${base}/${albumId}/items`, { asset_id: outside })
      await owner.call('DELETE', `${base}/${albumId}/items/${assetId}`)
      expect([await thumbnail(assetId), await thumbnail(outside)]).to.deep.equal([404, 200])
    })
  })
})
