import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { createExtensions, extendedEnd } from '../../domain/mail/extensions.ts'
import type { Letter } from '../../domain/mail/mail.ts'
import { createMails } from '../../domain/mail/service.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import { type LinkPolicy, usualPolicy } from '../../domain/share-links/share-policy.ts'
import { createUuidV7, createVault, openOrNothing } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addMembership, addTenant, aVehicle } from '../support/rows.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('a link that ends soon', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let makerId: number
  let makerEmail: string
  let vehicleId: string
  let clock: number
  let policy: LinkPolicy
  let letters: Letter[]
  let updated: ShareLink[]

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  beforeEach(async () => {
    clock = Date.parse('2030-06-01T12:00:00Z')
    policy = usualPolicy
    letters = []
    updated = []
    await database.query('delete from mail')
    await database.query('delete from share_link')
    tenantId = await addTenant(database)
    await database.query(`update tenant set name = 'Viação Norte', locale = 'pt-BR' where id = $1`, [
      tenantId,
    ])
    makerId = await addMembership(database, tenantId, 'dispatcher')
    const [maker] = await database.query('select email from account where id = $1', [makerId])
    makerEmail = maker!.email as string
    const vehicle = aVehicle(tenantId, { name: 'Line 9' })
    await createStores(connections).vehiclesOf(tenantId).insert(vehicle)
    vehicleId = vehicle.id
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  /** Makers' mails as one process has them. */
  const aProcess = () => {
    const stores = createStores(connections)
    const vault = createVault('a key for specs of more than 32 characters')
    const now = () => new Date(clock)
    const publicUrl = () => 'https://share.example.org'
    const mail = createMails({
      store: stores.mail,
      seal: (id, text) => vault.seal(`mail ${id}`, text),
      unseal: (id, box) => openOrNothing(vault, `mail ${id}`, box),
      async deliver(letter) {
        letters.push(letter)
        return 'sent'
      },
      report() {},
      publicUrl,
      newId: () => createUuidV7(Date.now()),
      now,
    })
    const extensions = createExtensions({
      store: stores.extensions,
      directory: stores.linkDirectory,
      resources: {
        async vehicle(tenant, id) {
          const found = await stores.vehiclesOf(tenant).byId(id)
          return found && { kind: 'vehicle', id, ownerId: null, title: found.name }
        },
        trip: async () => undefined,
        album: async () => undefined,
        asset: async () => undefined,
        assignment: async () => undefined,
        quote: async () => undefined,
      },
      policyOf: async () => policy,
      mail,
      senderOf: stores.mail.senderOf,
      announce: { linkUpdated: (link) => void updated.push(link) },
      codes: {
        seal: (text) => vault.seal('extend', text).toString('base64url'),
        open: (code) => openOrNothing(vault, 'extend', Buffer.from(code, 'base64url')),
      },
      publicUrl,
      now,
    })
    return { mail, extensions }
  }

  /** A link of so many hours' life that ends in so many minutes. */
  const addLink = async (lifeHours: number, endsInMinutes: number, change: Record<string, unknown> = {}) => {
    const expiresAt = clock + endsInMinutes * minute
    const row: Record<string, unknown> = {
      id: randomUUID(),
      tenant_id: tenantId,
      face: 'core',
      resource_kind: 'vehicle',
      resource_id: vehicleId,
      token_hash: randomBytes(32),
      token_sealed: randomBytes(50),
      created_by: makerId,
      created_at: new Date(expiresAt - lifeHours * hour),
      expires_at: new Date(expiresAt),
      ...change,
    }
    const names = Object.keys(row)
    await database.query(
      `insert into share_link (${names}) values (${names.map((_, i) => `$${i + 1}`)})`,
      Object.values(row),
    )
    return row.id as string
  }
  const endOf = async (id: string): Promise<number> => {
    const [row] = await database.query('select expires_at from share_link where id = $1', [id])
    return (row!.expires_at as Date).getTime()
  }
  const announceAll = async (...processes: ReturnType<typeof aProcess>[]) => {
    await Promise.all(processes.map(({ extensions }) => extensions.announceEnding()))
    for (const { mail } of processes) await mail.deliverDue()
  }
  const codeIn = (letter: Letter) => /\/extend\/([\w-]+)$/m.exec(letter.text)![1]!

  it('is announced to its maker an hour before, once, however many nodes look and however often', async () => {
    await addLink(24, 59)
    const processes = [aProcess(), aProcess(), aProcess()]

    await announceAll(...processes)
    clock += 10 * minute
    await announceAll(...processes)

    expect(letters).to.have.length(1)
    expect(letters[0]).to.include({ to: makerEmail, language: 'pt-BR', subject: '“Line 9” termina em breve' })
    expect(letters[0]!.text).to.include('Viação Norte').and.include('https://share.example.org/extend/')
  })

  it('is not announced where nobody would want to hear of it', async () => {
    const gone = await addMembership(database, tenantId, 'dispatcher')
    const demoted = await addMembership(database, tenantId, 'dispatcher')
    await addLink(24, 61) // later than that
    await addLink(24, -1) // over
    await addLink(3, 30) // ends as soon as it began
    await addLink(24, 30, { revoked_at: new Date(clock) })
    await addLink(24, 30, { created_by: gone })
    await addLink(24, 30, { created_by: demoted })
    await addLink(24, 30, { resource_id: randomUUID() })
    await database.query('delete from membership where user_id = $1', [gone])
    await database.query(`update membership set role = 'member' where user_id = $1`, [demoted])

    await announceAll(aProcess())

    expect(letters).to.deep.equal([])
  })

  it('is announced anew where its end has moved, and once for all the links of a share', async () => {
    const first = await addLink(24, 50, { recipient_name: 'Ana' })
    for (const recipient_name of ['Bia', 'Caio']) await addLink(24, 50, { share_id: first, recipient_name })
    const process = aProcess()

    await announceAll(process)
    const code = codeIn(letters[0]!)
    await process.extensions.extend(code)
    const ends = await database.query('select distinct expires_at from share_link')
    clock += day
    await announceAll(process)

    expect(letters).to.have.length(2)
    expect(ends).to.deep.equal([{ expires_at: new Date(Date.parse('2030-06-02T12:50:00Z')) }])
    expect(updated).to.have.length(3)
  })

  it('goes on by as much as it was made for, once a code, and not by looking at the page', async () => {
    const id = await addLink(48, 30)
    const end = await endOf(id)
    const { extensions } = aProcess()
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)

    const looked = await extensions.read(code)
    const untouched = await endOf(id)
    await extensions.extend(code)

    expect(looked).to.include({ title: 'Line 9', timeZone: 'UTC' })
    expect(looked.until.getTime()).to.equal(end + 48 * hour)
    expect(untouched).to.equal(end)
    expect(await endOf(id)).to.equal(end + 48 * hour)
    expect(updated.map((link) => [link.id, link.expiresAt?.getTime()])).to.deep.equal([[id, end + 48 * hour]])
    await expectRefusal('conflict', extensions.extend(code))
    await expectRefusal('conflict', extensions.read(code))
  })

  it('goes on once for two who press at the same time', async () => {
    const id = await addLink(24, 30)
    const end = await endOf(id)
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)

    const results = await Promise.allSettled([aProcess(), aProcess()].map((p) => p.extensions.extend(code)))

    expect(results.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
    expect(await endOf(id)).to.equal(end + day)
  })

  it('goes on for as long as a day after its end, and then no more', async () => {
    const id = await addLink(24, 30)
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)
    const { extensions } = aProcess()

    clock += 10 * hour
    const { until } = await extensions.read(code)
    clock += 15 * hour
    await expectRefusal('link_expired', extensions.extend(code))

    expect(until.getTime()).to.equal(Date.parse('2030-06-01T22:00:00Z') + day)
    expect(await endOf(id)).to.equal(Date.parse('2030-06-01T12:30:00Z'))
  })

  it('does not come back over the next link of its vehicle', async () => {
    await addLink(10, 30, { face: 'share_track', is_primary: true })
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)
    await database.query('update share_link set is_primary = false') // another has taken its place

    await expectRefusal('conflict', aProcess().extensions.extend(code))
    clock += hour
    await expectRefusal('link_expired', aProcess().extensions.extend(code))
  })

  it('does not go on once it is withdrawn, or its maker may not share it any more', async () => {
    const [revoked, left, demoted, kept] = await Promise.all([
      addLink(24, 30),
      addLink(24, 30, { created_by: await addMembership(database, tenantId, 'dispatcher') }),
      addLink(24, 30, { created_by: await addMembership(database, tenantId, 'dispatcher') }),
      addLink(24, 30),
    ])
    const { extensions } = aProcess()
    await announceAll(aProcess())
    const codes = letters.map(codeIn)
    await database.query('update share_link set revoked_at = now() where id = $1', [revoked])
    const makerOf = '(select created_by from share_link where id = $1)'
    await database.query(`delete from membership where user_id = ${makerOf}`, [left])
    await database.query(`update membership set role = 'member' where user_id = ${makerOf}`, [demoted])

    const outcomes = await Promise.all(
      codes.map((code) =>
        extensions.extend(code).then(
          ({ link }) => link.id,
          (problem) => problem.code as string,
        ),
      ),
    )

    expect(outcomes.sort()).to.deep.equal(['link_revoked', 'link_revoked', 'link_revoked', kept].sort())
  })

  it('goes no further than its organization allows', async () => {
    const id = await addLink(48, 30)
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)
    const { extensions } = aProcess()

    policy = { ...usualPolicy, longestHours: 2 }
    const bounded = await extensions.read(code)
    policy = { ...usualPolicy, passwordRequired: true }
    await expectRefusal('policy_violated', extensions.extend(code))
    policy = { ...usualPolicy, longestHours: 0.25 }
    await expectRefusal('policy_violated', extensions.extend(code))

    expect(bounded.until.getTime()).to.equal(clock + 2 * hour)
    expect(await endOf(id)).to.equal(clock + 30 * minute)
  })

  it('has no other code than its own', async () => {
    const { extensions } = aProcess()
    await addLink(24, 30)
    await announceAll(aProcess())
    const code = codeIn(letters[0]!)
    const changed = code.slice(0, 50) + (code[50] === 'A' ? 'B' : 'A') + code.slice(51)
    const foreign = createVault('a key for specs of more than 32 characters').seal('pass', '{}')

    for (const wrong of ['', 'x', 'x'.repeat(100), changed, `${code}AAAA`, foreign.toString('base64url')])
      await expectRefusal('not_found', extensions.read(wrong))
  })
})

describe('the length of an extension', () => {
  const noon = new Date('2030-06-01T12:00:00Z')
  const ahead = (ms: number) => new Date(noon.getTime() + ms)
  const aLink = (change: Partial<ShareLink>): ShareLink =>
    newLink({
      id: randomUUID(),
      tenantId: 1,
      face: 'core',
      resource: { kind: 'vehicle', id: randomUUID() },
      createdBy: 1,
      createdAt: noon,
      ...change,
    })

  it('is the link’s former one, from its beginning to its end, and a week at most', () => {
    const at = ahead(2 * day)
    const week = aLink({ expiresAt: ahead(60 * day) })
    const later = aLink({ startsAt: ahead(day), expiresAt: ahead(3 * day) })

    expect(extendedEnd(later, null, at)).to.deep.equal(ahead(5 * day))
    expect(extendedEnd(week, null, at)).to.deep.equal(ahead(67 * day))
    expect(extendedEnd(aLink({ expiresAt: null }), null, at)).to.equal(undefined)
  })

  it('keeps a share track within its day from now', () => {
    const track = aLink({ face: 'share_track', expiresAt: ahead(day) })

    expect(extendedEnd(track, null, ahead(23 * hour))).to.deep.equal(ahead(47 * hour))
  })
})
