import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { comment } from './a-comment.ts'
import { aSession, sessionsPath } from './a-session.ts'
import { aBrowser, share } from './a-shared-file.ts'
import { aPicture } from './an-album.ts'

const page = { accept: 'text/html' }
const form = { 'content-type': 'application/x-www-form-urlencoded', ...page }

describe('the pages of a session over HTTP', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let colleague: Person
  let stranger: Person

  before(async () => {
    ;({ url } = await sharedService())
    owner = await register(url, 'Atelier')
    colleague = await addMember(owner, 'member', { full_name: 'Rui Costa' })
    stranger = await register(url, 'Elsewhere')
  })

  const send = (
    browser: ReturnType<typeof aBrowser>,
    path: string,
    fields: Record<string, string>,
    origin = url,
  ) => browser.call('POST', path, new URLSearchParams(fields).toString(), { ...form, origin })
  const inside = async (token: string, name = 'Rosa') => {
    const browser = aBrowser(url)
    const { status, headers } = await send(browser, `/share/${token}/join`, { name })
    expect([status, headers.get('location')]).to.deep.equal([303, `/collaborate/${token}/`])
    return browser
  }

  it('are a door for whoever is not known, and a room for whoever is [CP-1] [CP-3] [CP-20]', async () => {
    const { token, assetId } = await aSession(owner)
    await comment(owner, assetId, { content: 'Brighter, please' })
    await comment(owner, assetId, { content: 'between us', visibility: 'internal' })

    const door = await aBrowser(url).call('GET', `/collaborate/${token}/`, undefined, page)
    const rosa = await inside(token)
    const room = await rosa.call('GET', `/collaborate/${token}/`, undefined, page)

    expect(door.status).to.equal(200)
    expect(door.body).to.contain(`action="/share/${token}/join"`).and.not.contain('Brighter')
    expect(room.body).to.contain('Brighter, please').and.not.contain('between us')
    for (const { body } of [door, room])
      expect(body).to.contain('action="/language"').and.contain(`value="/collaborate/${token}/"`)
    const theirs = await owner.call('GET', `/collaborate/${token}/`, undefined, page)
    expect(theirs.body).to.contain('href="/#/sessions"')
    expect(room.body).to.not.contain('href="/#/sessions"')
    expect(room.headers.get('cache-control')).to.equal('private, no-store')
    expect(room.headers.get('permissions-policy')).to.equal(
      'camera=(self), display-capture=(self), microphone=(self)',
    )
    const elsewhere = await aBrowser(url).call('GET', '/', undefined, page)
    expect(elsewhere.headers.get('permissions-policy')).to.contain('microphone=()')
  })

  it('let nobody take a place by a look ahead, and are led to by no other link of the file [CP-1] [CP-2] [T-50]', async () => {
    const { token, id, assetId } = await aSession(owner)
    const other = await share(owner, 'asset', assetId, { allow_collaboration: true })

    const peek = await owner.call('GET', `/collaborate/${token}/`, undefined, {
      ...page,
      'sec-purpose': 'prefetch',
    })

    expect(peek.body).to.contain('name="name"')
    const { participants } = (await owner.call('GET', `${sessionsPath}/${id}`)).body
    expect(participants.map(({ presence }: { presence: string }) => presence)).to.deep.equal(['away'])
    const none = await aBrowser(url).call('GET', `/collaborate/${other.token}/`, undefined, page)
    expect(none.status).to.equal(404)
  })

  it('say what is refused: no name, removed, over [CP-2]', async () => {
    const { token, id } = await aSession(owner)

    const nameless = await send(aBrowser(url), `/share/${token}/join`, { name: ' ' })
    expect(nameless.status).to.equal(422)
    expect(nameless.body).to.contain('role="alert"').and.contain('name="name"')

    const rosa = await inside(token)
    const { participants } = (await owner.call('GET', `${sessionsPath}/${id}`)).body
    const { id: pid } = participants.find(({ name }: { name: string }) => name === 'Rosa')
    await owner.call('DELETE', `${sessionsPath}/${id}/participants/${pid}`)
    const removed = await rosa.call('GET', `/collaborate/${token}/`, undefined, page)
    expect(removed.status).to.equal(403)
    expect(removed.body).to.contain('You are not in this session any more')

    await owner.call('POST', `${sessionsPath}/${id}/end`)
    const over = await owner.call('GET', `/collaborate/session/${id}/`, undefined, page)
    expect(over.status).to.equal(410)
    expect(over.body).to.contain('This session is over')
    const asked = await owner.call('GET', `/collaborate/session/${id}/`, undefined, {
      accept: 'application/json',
    })
    expect(asked.body.code).to.equal('session_ended')
  })

  it('are not there for members who have no part in it, and ask others to sign in [CP-1] [CP-2] [T-50]', async () => {
    const { id } = await aSession(owner)
    const path = `/collaborate/session/${id}/`

    for (const person of [colleague, stranger])
      expect((await person.call('GET', path, undefined, page)).status).to.equal(404)
    const nobody = await aBrowser(url).call('GET', `${path}?comment=x`, undefined, page)
    expect([nobody.status, nobody.headers.get('location')]).to.deep.equal([
      303,
      `/?next=${encodeURIComponent(`${path}?comment=x`)}`,
    ])
  })

  it('take a comment as a form, by the role in the session, and from no other site [CP-4] [T-49]', async () => {
    const { token, id, assetId } = await aSession(owner)
    const path = `/collaborate/${token}/comments`
    const rosa = await inside(token)

    const said = await send(rosa, path, { content: 'Hello' })
    expect([said.status, said.headers.get('location')]).to.deep.equal([303, `/collaborate/${token}/`])
    const { results } = (await owner.call('GET', `/api/v3/assets/${assetId}/comments`)).body
    expect(results[0]).to.include({ content: 'Hello' })
    expect(results[0].author).to.include({ name: 'Rosa', kind: 'guest' })

    const empty = await send(rosa, path, { content: '' })
    expect(empty.status).to.equal(422)
    expect(empty.body).to.contain('role="alert"').and.contain('<textarea')
    expect((await send(rosa, path, { content: 'x' }, 'https://elsewhere.example')).status).to.equal(403)
    expect((await send(aBrowser(url), path, { content: 'x' })).body).to.contain('name="name"')

    const { participants } = (await owner.call('GET', `${sessionsPath}/${id}`)).body
    const { id: pid } = participants.find(({ name }: { name: string }) => name === 'Rosa')
    await owner.call('PATCH', `${sessionsPath}/${id}/participants/${pid}`, { role: 'viewer' })
    expect((await send(rosa, path, { content: 'still here' })).status).to.equal(403)
    const room = await rosa.call('GET', `/collaborate/${token}/`, undefined, page)
    expect(room.body).to.not.contain('<form class="composer"')
  })

  it('give the file to members who take part, to keep only where the session lets, and until its end [CP-16]', async () => {
    const invited = [{ email: colleague.email }]
    const { id } = await aSession(owner, {}, invited)
    const path = `${sessionsPath}/${id}`

    const whole = await colleague.call('GET', `${path}/file`)
    const part = await colleague.call('GET', `${path}/file`, undefined, { range: 'bytes=0-3' })
    expect([whole.status, part.status]).to.deep.equal([200, 206])
    expect(whole.headers.get('content-disposition')).to.match(/^inline/)
    expect((await colleague.call('GET', `${path}/thumbnail`)).headers.get('content-type')).to.equal(
      'image/webp',
    )
    expect((await colleague.call('GET', `${path}/file?download=true`)).body.code).to.equal(
      'permission_absent',
    )
    await owner.call('PATCH', path, { features: { allow_download: true } })
    const kept = await colleague.call('GET', `${path}/file?download=true`)
    expect(kept.headers.get('content-disposition')).to.match(/^attachment/)

    for (const what of ['file', 'thumbnail'])
      expect((await stranger.call('GET', `${path}/${what}`)).status).to.equal(404)
    await owner.call('POST', `${path}/end`)
    expect((await colleague.call('GET', `${path}/file`)).body.code).to.equal('session_ended')
  })

  it('begin under the shared file, with what is said of it and a form [CP-18]', async () => {
    const { token, assetId } = await aSession(owner)
    await comment(owner, assetId, { content: 'Brighter, please' })
    const plain = await share(owner, 'asset', await aPicture(owner), { allow_download: true })

    const shown = await aBrowser(url).call('GET', `/share/${token}/`, undefined, page)
    const without = await aBrowser(url).call('GET', `/share/${plain.token}/`, undefined, page)

    expect(shown.body)
      .to.contain(`href="/collaborate/${token}/"`)
      .and.contain('Brighter, please')
      .and.contain(`action="/share/${token}/comments"`)
      .and.contain('name="name"')
    expect(without.body).to.not.match(/\/collaborate\/|id="say"/)

    const rosa = aBrowser(url)
    const nameless = await send(rosa, `/share/${token}/comments`, { content: 'Hello there' })
    expect(nameless.status).to.equal(422)
    expect(nameless.body).to.contain('Hello there').and.contain('role="alert"')
    expect((await send(rosa, `/share/${token}/comments`, { name: 'Rosa', content: 'Hi' })).status).to.equal(
      303,
    )
    const again = await rosa.call('GET', `/share/${token}/`, undefined, page)
    expect(again.body).to.contain('>Rosa<').and.not.contain('name="name"')
  })
})
