import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService, type TestService } from '../support/service.ts'
import { aSession, sessionsPath } from './a-session.ts'
import { aBrowser, share } from './a-shared-file.ts'
import { aPicture } from './an-album.ts'

const hourMs = 3_600_000

describe('sessions over HTTP', function () {
  this.timeout(60_000)
  let service: TestService
  let url: string
  let owner: Person
  let colleague: Person
  let admin: Person
  let stranger: Person

  before(async () => {
    service = await sharedService()
    url = service.url
    owner = await register(url, 'Atelier')
    colleague = await addMember(owner, 'member', { full_name: 'Rui Costa' })
    admin = await addMember(owner, 'admin', { full_name: 'Eva Admin' })
    stranger = await register(url, 'Elsewhere')
  })

  const get = (person: Person, id: string) => person.call('GET', `${sessionsPath}/${id}`)
  const join = (ref: string, name?: string, browser = aBrowser(url)) =>
    browser.call('POST', `/share/${ref}/join`, name === undefined ? {} : { name })
  const tokenOf = async (uuid: string) =>
    (await owner.call('GET', `/api/v3/shares/${uuid}`)).body.token as string
  const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code]

  describe('making one', () => {
    it('answers as the document shows it, with the share as shares answer it [SE-1] [SE-4]', async () => {
      const assetId = await aPicture(owner)
      const { status, body, headers } = await owner.call('POST', `${sessionsPath}/`, {
        asset_id: assetId,
        participants: [{ email: 'user1@example.com' }, { email: 'user2@example.com' }],
        session_config: {
          duration_hours: 24,
          allow_download: false,
          cursor_tracking: true,
          voice_chat: true,
          invitation_message: 'Please review the marketing materials',
        },
      })

      expect(status).to.equal(201)
      expect(Object.keys(body)).to.have.members([
        'session_id',
        'share_link',
        'participants',
        'features',
        'websocket_url',
        'collaboration_url',
        'created_at',
        'expires_at',
      ])
      expect(headers.get('location')).to.equal(`${sessionsPath}/${body.session_id}`)
      expect(body.websocket_url).to.equal(`/ws/collaboration/${body.session_id}/`)
      expect(body.collaboration_url).to.equal(`/collaborate/${body.share_link.uuid}/`)
      expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).to.equal(24 * hourMs)
      expect(body.features).to.deep.equal({
        allow_download: false,
        cursor_tracking: true,
        voice_chat: true,
        screen_sharing: true,
        recording: false,
      })
      expect(body.share_link).to.deep.include({
        permissions: { preview: true, download: false, comment: true, collaborate: true },
        expires_at: body.expires_at,
        recipient: null,
        is_active: true,
      })
      const people = body.participants.map(
        ({ name, role, email, presence, kind }: Record<string, string>) => [
          ...[name, role, email, presence, kind],
        ],
      )
      expect(people).to.deep.equal([
        ['A Person', 'host', owner.email, 'away', 'member'],
        ['user1', 'collaborator', 'user1@example.com', 'away', 'guest'],
        ['user2', 'collaborator', 'user2@example.com', 'away', 'guest'],
      ])
    })

    it('makes one for a request that is repeated under its key [SE-1]', async () => {
      const asset_id = await aPicture(owner)
      const again = { 'idempotency-key': `session-${asset_id}` }
      const make = () => owner.call('POST', sessionsPath, { asset_id }, again)

      const [first, second] = [await make(), await make()]

      expect([second.status, second.body]).to.deep.equal([201, first.body])
      const { body } = await owner.call('GET', `${sessionsPath}?asset_id=${asset_id}`)
      expect(body.count).to.equal(1)
    })

    it('gives each who is invited a link of their own, revocable alone [SE-4] [T-5]', async () => {
      const { body, assetId, linkId } = await aSession(owner, {}, [
        { email: 'user1@example.com', name: 'Ana', role: 'viewer' },
        { email: 'USER1@example.com' },
        { email: owner.email },
        { email: 'user2@example.com' },
      ])
      expect(body.participants.map(({ name }: { name: string }) => name)).to.deep.equal([
        'A Person',
        'Ana',
        'user2',
      ])
      const links = await owner.call('GET', `/api/v3/shares?resource_type=asset&resource_id=${assetId}`)
      const told = links.body.results.map(
        (link: { uuid: string; recipient: object; share: string | null }) => [
          ...[link.uuid, link.recipient, link.share],
        ],
      )
      expect(told).to.have.deep.members([
        [linkId, null, null],
        [body.participants[1].link, { name: 'Ana', email: 'user1@example.com' }, linkId],
        [body.participants[2].link, { name: 'user2', email: 'user2@example.com' }, linkId],
      ])

      await owner.call('DELETE', `/api/v3/shares/${body.participants[1].link}`)
      expect(codeOf(await join(body.participants[1].link, 'Ana'))).to.deep.equal([410, 'link_revoked'])
      expect((await join(body.participants[2].link)).status).to.equal(200)
    })

    it('sends each one mail, and tells a member of the organization as well [SE-3] [SE-5]', async () => {
      const { id } = await aSession(owner, { invitation_message: 'Please review' }, [
        { email: 'user1@example.com' },
        { email: colleague.email, name: 'Somebody else' },
      ])

      const mails = await service.database.query(
        `select template, count(*)::int as count from mail where tenant_id = $1 and created_at > now() - interval '1 hour'
         group by template`,
        [owner.tenantId],
      )
      expect(mails.map(({ template }) => template)).to.deep.equal(['session_invited'])
      const notices = await service.database.query(
        `select user_id, type from notification where data->>'sessionId' = $1`,
        [id],
      )
      expect(notices).to.deep.equal([{ user_id: colleague.userId, type: 'session.invited' }])
      const invited = (await get(colleague, id)).body.participants.find(
        ({ user_id }: { user_id: number }) => user_id === colleague.userId,
      )
      expect(invited).to.deep.include({ name: 'Rui Costa', kind: 'member', role: 'collaborator' })
    })

    it('is for whoever may share the file: to others it is not there [SE-1] [T-58]', async () => {
      const asset_id = await aPicture(owner)

      for (const person of [colleague, stranger])
        expect(codeOf(await person.call('POST', sessionsPath, { asset_id }))).to.deep.equal([
          404,
          'not_found',
        ])
      expect((await admin.call('POST', sessionsPath, { asset_id })).status).to.equal(201)
    })

    it('refuses what nobody could keep, and makes nothing [SE-2]', async () => {
      const asset_id = await aPicture(owner)
      const faults = async (session_config: object, participants: object[] = []) => {
        const { status, body } = await owner.call('POST', sessionsPath, {
          asset_id,
          participants,
          session_config,
        })
        return [status, body.errors?.map(({ field }: { field: string }) => field)]
      }

      expect(await faults({ duration_hours: 8761 })).to.deep.equal([422, ['session_config.duration_hours']])
      expect(await faults({ duration_hours: 0 })).to.deep.equal([422, ['session_config.duration_hours']])
      expect(await faults({ max_participants: 101 })).to.deep.equal([
        422,
        ['session_config.max_participants'],
      ])
      expect(await faults({}, [{ email: 'no address' }])).to.deep.equal([422, ['participants.0.email']])
      expect(await faults({}, [{ email: 'a@example.org', role: 'host' }])).to.deep.equal([
        422,
        ['participants.0.role'],
      ])
      const links = await owner.call('GET', `/api/v3/shares?resource_type=asset&resource_id=${asset_id}`)
      expect(links.body.count).to.equal(0)
    })

    it('keeps to the organization’s policy for links [SE-4]', async () => {
      const strict = await register(url, 'Strict')
      await strict.call('PATCH', '/api/tenants/current', {
        links: { longest_hours: 2, allowed_rights: { download: false } },
      })
      const asset_id = await aPicture(strict)
      const make = (session_config: object) => strict.call('POST', sessionsPath, { asset_id, session_config })

      expect(codeOf(await make({}))).to.deep.equal([422, 'policy_violated'])
      expect(codeOf(await make({ duration_hours: 1, allow_download: true }))).to.deep.equal([
        422,
        'policy_violated',
      ])
      const { status, body } = await make({ duration_hours: 1 })
      expect(status).to.equal(201)
      const patch = await strict.call('PATCH', `${sessionsPath}/${body.session_id}`, { extend_hours: 5 })
      expect(codeOf(patch)).to.deep.equal([422, 'policy_violated'])
      expect((await get(strict, body.session_id)).body.expires_at).to.equal(body.expires_at)
    })
  })

  describe('looking after it', () => {
    it('lists to each what is theirs, and shows addresses and links to hosts alone [SE-6] [T-50] [T-58]', async () => {
      const { id, assetId, linkId } = await aSession(owner, {}, [
        { email: colleague.email },
        { email: 'user1@example.com' },
      ])
      const ids = async (person: Person, query = '') => {
        const { body } = await person.call('GET', `${sessionsPath}?asset_id=${assetId}${query}`)
        return body.results.map(({ session_id, role }: Record<string, string>) => [session_id, role])
      }
      const uninvited = await addMember(owner, 'dispatcher')

      expect(await ids(owner, '&open=true')).to.deep.equal([[id, 'host']])
      expect(await ids(owner, '&open=false')).to.deep.equal([])
      expect(await ids(colleague)).to.deep.equal([[id, 'collaborator']])
      expect(await ids(admin)).to.deep.equal([])
      expect(await ids(admin, '&everyone=true')).to.deep.equal([[id, 'host']])
      expect(await ids(stranger)).to.deep.equal([])
      expect(codeOf(await owner.call('GET', `${sessionsPath}?everyone=true`))).to.deep.equal([200, undefined])
      expect(codeOf(await colleague.call('GET', `${sessionsPath}?everyone=true`))).to.deep.equal([
        403,
        'forbidden',
      ])
      for (const person of [uninvited, stranger])
        for (const path of [`${sessionsPath}/${id}`, `${sessionsPath}/${id}/events`])
          expect(codeOf(await person.call('GET', path))).to.deep.equal([404, 'not_found'])
      const seen = await get(colleague, id)
      expect(seen.body.collaboration_url).to.equal(null)
      expect(JSON.stringify(seen.body)).not.to.match(new RegExp(`user1@example.com|${linkId}|${owner.email}`))
      expect(JSON.stringify((await get(admin, id)).body)).to.include('user1@example.com')
    })

    it('lists each with its file, who is there, and whether it can be seen again [SE-23]', async () => {
      const { id, assetId } = await aSession(owner, {}, [{ email: colleague.email }])
      const listed = async (person: Person) =>
        (await person.call('GET', `${sessionsPath}?asset_id=${assetId}`)).body.results[0]
      const before = await listed(colleague)
      expect(before.asset).to.include({ kind: 'image', thumbnail_url: `${sessionsPath}/${id}/thumbnail` })
      expect(before.asset.title).to.be.a('string')
      expect((await colleague.call('GET', before.asset.thumbnail_url)).status).to.equal(200)
      expect([before.present, before.is_recorded]).to.deep.equal([[], false])

      for (const _ of ['one window', 'another'])
        await service.database.query(
          `insert into collab_seat (id, session_id, tenant_id, participant_id, node)
           select gen_random_uuid(), session_id, tenant_id, id, 'spec' from collab_participant
           where session_id = $1 and user_id = $2`,
          [id, colleague.userId],
        )
      await service.database.query(
        `insert into collab_recording (id, session_id, tenant_id, stopped_at, first_seq)
         select gen_random_uuid(), id, tenant_id, now(), 1 from collab_session where id = $1`,
        [id],
      )
      const there = await listed(owner)
      expect(there.present.map(({ name }: { name: string }) => name)).to.deep.equal(['Rui Costa'])
      expect(there.is_recorded).to.equal(true)

      await owner.call('POST', `${sessionsPath}/${id}/end`)
      const after = await listed(colleague)
      expect(after.asset.thumbnail_url).to.equal(`${sessionsPath}/${id}/recording/thumbnail`)
      expect((await colleague.call('GET', after.asset.thumbnail_url)).status).to.equal(200)
    })

    it('is for hosts: who is invited reads, and changes nothing [SE-6]', async () => {
      const { id, body } = await aSession(owner, {}, [{ email: colleague.email }])
      const pid = body.participants[0].id
      const tries: [string, string, object?][] = [
        ['PATCH', `${sessionsPath}/${id}`, { extend_hours: 1 }],
        ['POST', `${sessionsPath}/${id}/end`],
        ['PATCH', `${sessionsPath}/${id}/participants/${pid}`, { role: 'viewer' }],
        ['DELETE', `${sessionsPath}/${id}/participants/${pid}`],
      ]

      for (const [method, path, sent] of tries) {
        expect(codeOf(await colleague.call(method, path, sent)), path).to.deep.equal([403, 'role_too_small'])
        expect(codeOf(await stranger.call(method, path, sent)), path).to.deep.equal([404, 'not_found'])
      }
      expect((await get(owner, id)).body.state).to.equal('open')
    })

    it('extends a session with its links, and lets them download as it does [SE-7] [SE-8]', async () => {
      const { id, linkId, body } = await aSession(owner, { duration_hours: 2 }, [
        { email: 'user1@example.com' },
      ])
      const patch = (change: object) => owner.call('PATCH', `${sessionsPath}/${id}`, change)

      const extended = await patch({
        extend_hours: 3,
        features: { allow_download: true, voice_chat: false },
        max_participants: 5,
      })

      expect(extended.body).to.deep.include({ state: 'open', max_participants: 5 })
      expect(Date.parse(extended.body.expires_at)).to.equal(Date.parse(body.expires_at) + 3 * hourMs)
      expect(extended.body.features).to.deep.include({
        allow_download: true,
        voice_chat: false,
        cursor_tracking: true,
      })
      for (const uuid of [linkId, body.participants[1].link]) {
        const link = (await owner.call('GET', `/api/v3/shares/${uuid}`)).body
        expect(link.expires_at).to.equal(extended.body.expires_at)
        expect(link.permissions.download).to.equal(true)
      }
      const inAYear = new Date(Date.now() + 8761 * hourMs).toISOString()
      expect((await patch({ expires_at: inAYear })).status).to.equal(422)
      expect((await patch({ expires_at: new Date(Date.now() - 1000).toISOString() })).status).to.equal(422)
      expect((await patch({ expires_at: inAYear, extend_hours: 1 })).status).to.equal(422)
      expect((await patch({ max_participants: 101 })).status).to.equal(422)
      expect((await patch({})).status).to.equal(422)
    })

    it('ends with its links; twice is the same as once, and an end is for good [SE-7] [SE-9]', async () => {
      const { id, linkId, body } = await aSession(owner, {}, [{ email: 'user1@example.com' }])

      const ended = await owner.call('POST', `${sessionsPath}/${id}/end`)
      const again = await owner.call('POST', `${sessionsPath}/${id}/end`)

      expect(ended.body.state).to.equal('ended')
      expect(again.body.ended_at).to.equal(ended.body.ended_at)
      for (const ref of [linkId, body.participants[1].link])
        expect(codeOf(await join(ref, 'Ana'))).to.deep.equal([410, 'link_revoked'])
      const extend = await owner.call('PATCH', `${sessionsPath}/${id}`, { extend_hours: 1 })
      expect(extend.body.code).to.equal('session_ended')
      const events = await service.database.query(
        `select name, data->>'state' as state from event where aggregate_type = 'session' and aggregate_id = $1 order by seq`,
        [id],
      )
      expect(events).to.deep.equal([
        { name: 'session.created', state: 'open' },
        { name: 'session.ended', state: 'ended' },
      ])
    })

    it('gives roles, keeps the last host, and makes no guest a host [SE-19]', async () => {
      const { id, body } = await aSession(owner, {}, [
        { email: colleague.email },
        { email: 'user1@example.com' },
      ])
      const [host, member, guest] = body.participants.map((one: { id: string }) => one.id)
      const give = (pid: string, role: string, by = owner) =>
        by.call('PATCH', `${sessionsPath}/${id}/participants/${pid}`, { role })

      expect(codeOf(await give(host, 'viewer'))).to.deep.equal([403, 'forbidden'])
      expect(codeOf(await owner.call('DELETE', `${sessionsPath}/${id}/participants/${host}`))).to.deep.equal([
        403,
        'forbidden',
      ])
      expect((await give(guest, 'host')).status).to.equal(422)
      expect((await give(member, 'host')).status).to.equal(200)
      expect((await give(host, 'viewer', colleague)).status).to.equal(200)
      expect((await give(member, 'viewer', colleague)).status).to.equal(403)
      expect(codeOf(await give(linkless, 'viewer', colleague))).to.deep.equal([404, 'not_found'])
      const log = (await colleague.call('GET', `${sessionsPath}/${id}/events`)).body
      expect(
        log.events.map(({ name, participant }: Record<string, { id: string }>) => [name, participant?.id]),
      ).to.deep.equal([
        ['participant:updated', member],
        ['participant:updated', host],
      ])
    })
    const linkless = '01890000-0000-7000-8000-000000000000'
  })

  describe('coming in by a link', () => {
    it('takes a name, gives a ticket, and knows whoever brings it again [SE-14] [SE-15] [T-52]', async () => {
      const { id, token } = await aSession(owner)
      const browser = aBrowser(url)

      expect(codeOf(await join(token, undefined, browser))).to.deep.equal([422, 'name_required'])
      expect(codeOf(await join(token, '\u200b \u202e', browser))).to.deep.equal([422, 'name_required'])
      const first = await join(token, '  Ana\u202e\u0000 Lima ', browser)
      const again = await join(token, 'Somebody else', browser)
      const other = await join(token, 'ÁNA  lima')

      expect(first.status).to.equal(200)
      expect(first.body).to.deep.include({ session_id: id, websocket_url: `/ws/collaboration/${id}/` })
      expect(first.body.participant).to.deep.include({
        name: 'Ana Lima',
        kind: 'guest',
        role: 'collaborator',
      })
      expect(first.body.guest).to.match(/^flg1\./)
      const cookies = first.headers.getSetCookie().filter((line) => /^fleeting_(guest_|seat=)/.test(line))
      expect(cookies).to.have.length(2)
      expect(cookies[1]).to.include(`fleeting_seat=${token}; Path=/ws/collaboration/${id};`)
      for (const line of cookies) expect(line).to.match(/; HttpOnly; SameSite=Lax/)
      expect(again.body.participant.id).to.equal(first.body.participant.id)
      expect(again.body.participant.name).to.equal('Ana Lima')
      expect(other.body.participant.id).not.to.equal(first.body.participant.id)
      expect(other.body.participant.name).to.equal('ÁNA lima 2')
      expect(other.body.participant.color).not.to.equal(first.body.participant.color)
    })

    it('leads to its own session, and a link to the same file to none [SE-12] [T-50]', async () => {
      const { assetId } = await aSession(owner)
      const options = { allow_comments: true, allow_collaboration: true }
      const { token } = await share(owner, 'asset', assetId, options)

      expect(codeOf(await join(token, 'Ana'))).to.deep.equal([404, 'not_found'])
    })

    it('takes no ticket of another link, and none that is made up [SE-15] [T-52]', async () => {
      const [one, two] = [await aSession(owner), await aSession(owner)]
      const browser = aBrowser(url)
      const first = await join(one.token, 'Ana', browser)
      const guest = first.body.guest as string
      const nameFor = async (ref: string) =>
        (await join(ref, 'Rui')).headers
          .getSetCookie()
          .find((line) => line.startsWith('fleeting_guest_'))!
          .split('=')[0]!
      const bring = async (ref: string, ticket: string) =>
        clientOf(url).call(
          'POST',
          `/share/${ref}/join`,
          { name: 'Eve' },
          { cookie: `${await nameFor(ref)}=${ticket}` },
        )

      expect((await bring(one.token, guest)).body.participant.id).to.equal(first.body.participant.id)
      const elsewhere = await bring(two.token, guest)
      expect(elsewhere.body.participant.name).to.equal('Eve')
      expect(elsewhere.body.guest).not.to.equal(guest)
      const forged = await bring(one.token, `${guest.slice(0, -4)}AAAA`)
      expect(forged.body.participant.name).to.equal('Eve')
    })

    it('gives an invited person their place with their first coming, and others another one [SE-15]', async () => {
      const { id, body } = await aSession(owner, {}, [
        { email: 'user1@example.com', name: 'Ana', role: 'viewer' },
      ])
      const [, invited] = body.participants
      const token = await tokenOf(invited.link)

      const first = await join(token)
      const second = await join(token, 'Eve')

      expect(first.body.participant).to.deep.include({ id: invited.id, name: 'Ana', role: 'viewer' })
      expect(second.body.participant).to.deep.include({ name: 'Eve', role: 'viewer' })
      expect(second.body.participant.id).not.to.equal(invited.id)
      expect((await get(owner, id)).body.participants).to.have.length(3)
    })

    it('lets nobody in who was removed, nor anybody by the link that was made for them [SE-13] [T-46]', async () => {
      const { id, body } = await aSession(owner, {}, [{ email: 'user1@example.com', name: 'Ana' }])
      const token = await tokenOf(body.participants[1].link)
      const browser = aBrowser(url)
      await join(token, undefined, browser)

      const removed = await owner.call(
        'DELETE',
        `${sessionsPath}/${id}/participants/${body.participants[1].id}`,
      )

      expect(removed.status).to.equal(204)
      expect(codeOf(await join(token, 'Ana', browser))).to.deep.equal([403, 'session_left'])
      expect(codeOf(await join(token, 'Eve'))).to.deep.equal([403, 'session_left'])
    })

    it('lets a removed guest come again by the public link, unless it is revoked with them [SE-13]', async () => {
      const { id, token } = await aSession(owner)
      const [mine, fresh] = [aBrowser(url), aBrowser(url)]
      const first = await join(token, 'Ana', mine)
      const remove = (pid: string, query = '') =>
        owner.call('DELETE', `${sessionsPath}/${id}/participants/${pid}${query}`)
      await remove(first.body.participant.id)

      expect(codeOf(await join(token, 'Ana', mine))).to.deep.equal([403, 'session_left'])
      const again = await join(token, 'Ana', fresh)
      expect(again.body.participant.name).to.equal('Ana 2')
      await remove(again.body.participant.id, '?and_link=true')
      expect(codeOf(await join(token, 'Ana'))).to.deep.equal([410, 'link_revoked'])
    })

    it('takes members as themselves who may come in anyway, and others as guests under their name [SE-11] [SE-15]', async () => {
      const { token, body } = await aSession(owner, {}, [{ email: colleague.email, role: 'commenter' }])
      const uninvited = await addMember(owner, 'dispatcher', { full_name: 'Joana Reis' })
      const as = (person: Person) => person.call('POST', `/share/${token}/join`, { name: 'Somebody else' })

      const [host, invited, eva, joana, foreign] = [
        await as(owner),
        await as(colleague),
        await as(admin),
        await as(uninvited),
        await as(stranger),
      ]

      expect(host.body.participant).to.deep.include({
        id: body.participants[0].id,
        role: 'host',
        kind: 'member',
      })
      expect(host.body.guest).to.equal(null)
      expect(invited.body.participant).to.deep.include({
        name: 'Rui Costa',
        role: 'commenter',
        kind: 'member',
      })
      expect(eva.body.participant).to.deep.include({ name: 'Eva Admin', role: 'host', kind: 'member' })
      expect(joana.body.participant).to.deep.include({
        name: 'Joana Reis',
        kind: 'guest',
        role: 'collaborator',
      })
      expect(foreign.body.participant).to.deep.include({ name: 'A Person 2', kind: 'guest' })
      expect(codeOf(await get(uninvited, body.session_id))).to.deep.equal([404, 'not_found'])
    })

    it('gives no more than the link does, whatever the host gave [SE-19] [T-49]', async () => {
      const { linkId, token } = await aSession(owner)
      await owner.call(
        'PATCH',
        `/api/v3/shares/${linkId}`,
        { allow_collaboration: false },
        { 'if-match': '*' },
      )
      expect((await join(token, 'Ana')).body.participant.role).to.equal('commenter')
      await owner.call('PATCH', `/api/v3/shares/${linkId}`, { allow_comments: false }, { 'if-match': '*' })
      expect((await join(token, 'Rui')).body.participant.role).to.equal('viewer')
    })

    it('is refused from pages of other sites [T-48]', async () => {
      const { token } = await aSession(owner)
      const headers = { origin: 'https://elsewhere.example' }

      const refused = await clientOf(url).call('POST', `/share/${token}/join`, { name: 'Ana' }, headers)

      expect(codeOf(refused)).to.deep.equal([403, 'csrf_failed'])
    })

    it('says when the session is over, though its link lives [SE-22]', async () => {
      const { id, token } = await aSession(owner)
      await service.database.query(
        `update collab_session set expires_at = now() - interval '1 second' where id = $1`,
        [id],
      )

      const { body } = await join(token, 'Ana')

      expect(body.code).to.equal('session_ended')
      expect((await get(owner, id)).body.state).to.equal('expired')
    })
  })

  it('tells its log in order, from where its reader was [SE-20]', async () => {
    const { id, token } = await aSession(owner)
    const [ana, rui] = [await join(token, 'Ana'), await join(token, 'Rui')]
    await owner.call('PATCH', `${sessionsPath}/${id}`, { features: { voice_chat: false } })
    const log = async (query: string) =>
      (await owner.call('GET', `${sessionsPath}/${id}/events${query}`)).body

    const whole = await log('')
    expect(whole.events.map(({ seq, name }: Record<string, unknown>) => [seq, name])).to.deep.equal([
      [1, 'participant:joined'],
      [2, 'participant:joined'],
      [3, 'session:updated'],
    ])
    expect(whole.events[0]).to.deep.include({ participant_id: ana.body.participant.id })
    expect(whole.events[1].participant).to.deep.include({ name: 'Rui', id: rui.body.participant.id })
    expect(whole).to.deep.include({ seq: 3, more: false })
    expect(await log('?after=1&limit=1')).to.deep.include({ seq: 2, more: true })
    expect(await log('?after=3')).to.deep.equal({ events: [], seq: 3, more: false })
  })
})
