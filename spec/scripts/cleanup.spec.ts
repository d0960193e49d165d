import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'
import { launch } from '../support/service.ts'

const script = fileURLToPath(new URL('../../scripts/cleanup.ts', import.meta.url))

describe('npm run cleanup', function () {
  this.timeout(60_000)
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
  })
  after(() => rm(folder, { recursive: true, maxRetries: 10 }))

  /** From a folder of its own, where no .env lies. */
  const cleanUp = async (env: Record<string, string>, ...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        HOME: process.env.HOME,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    const [code] = await once(child, 'close')
    return { code, out, err }
  }

  describe('on a database of one’s own', () => {
    let database: TestDatabase
    let tenant: number
    const clean = (...args: string[]) => cleanUp({ DATABASE_URL: database.url }, ...args)

    beforeEach(async () => {
      database = await createDatabase()
      tenant = await addTenant(database)
    })
    afterEach(() => database.drop())

    const addLink = async (
      expires: string,
      revoked: string | null = null,
      face = 'share_track',
    ): Promise<string> => {
      const [row] = await database.query(
        `insert into share_link (id, tenant_id, face, is_primary, resource_kind, resource_id, token_hash, token_sealed,
           created_by, expires_at, revoked_at, share_type, password_hash)
         values (gen_random_uuid(), $1, $5, $5 <> 'core', 'vehicle', gen_random_uuid(), $2, $2, 1,
           now() + $3::interval, now() + $4::interval, 'protected', 'a hash') returning id`,
        [tenant, randomBytes(32), expires, revoked, face],
      )
      return row!.id as string
    }
    const rows = () =>
      database.query('select id, token_sealed is not null as sealed from share_link order by id')

    it('says on a dry run what it would do, link by link, with counts, and does none of it [SL-13] [SL-14]', async () => {
      await addLink('1 hour')
      const expired = await addLink('-1 hour')
      const revoked = await addLink('1 hour', '-1 hour')
      const old = await addLink('-31 days')
      const before = await rows()

      const { code, out, err } = await clean('--dry-run', '--verbose', '--stats')

      expect({ code, err }).to.deep.equal({ code: 0, err: '' })
      expect(out).to.contain('Would have withdrawn the tokens of ended links: 2.')
      expect(out).to.contain('Would have deleted links that ended more than 30 days ago: 1.')
      expect(out).to.match(new RegExp(`${expired} {2}expired \\d{4}-\\d\\d-\\d\\dT.*Z`))
      expect(out).to.match(new RegExp(`${revoked} {2}revoked `))
      expect(out).to.match(new RegExp(`${old} {2}expired `))
      expect(JSON.parse(out.slice(out.indexOf('{')))).to.deep.include({
        total: 4,
        active: 1,
        expired: 2,
        revoked: 1,
      })
      expect(await rows()).to.deep.equal(before)
    })

    it('does it, says so, and finds nothing the second time [SL-13]', async () => {
      const live = await addLink('1 hour')
      const expired = await addLink('-1 hour')
      await addLink('-31 days')

      const first = await clean()
      const second = await clean()

      expect(first.out).to.equal(
        'Have withdrawn the tokens of ended links: 1.\nHave deleted links that ended more than 30 days ago: 1.\n',
      )
      expect(second.out).to.match(/links: 0\.\n.*ago: 0\.\n$/)
      expect(await rows()).to.have.deep.members([
        { id: live, sealed: true },
        { id: expired, sealed: false },
      ])
    })

    it('withdraws the secrets of links that any face made and that will not open again, and keeps their rows [SL-13]', async () => {
      const live = await addLink('1 hour', null, 'core')
      const extendable = await addLink('-29 days', null, 'core')
      const over = await addLink('-31 days', null, 'core')
      const revoked = await addLink('1 hour', '-1 hour', 'core')
      const album = await addLink('-1 hour', null, 'album')
      const trip = await addLink('-31 days', null, 'trip')

      const first = await clean('--stats')
      const second = await clean()

      expect(first.out).to.contain('Have withdrawn the tokens of ended links: 4.')
      expect(first.out).to.contain('Have deleted links that ended more than 30 days ago: 0.')
      expect(JSON.parse(first.out.slice(first.out.indexOf('{')))).to.include({ total: 6, active: 1 })
      expect(second.out).to.match(/links: 0\.\n.*ago: 0\.\n$/)
      const kept = await database.query(
        'select id, token_sealed is not null as sealed, password_hash as hash, number > 0 as numbered from share_link',
      )
      expect(kept).to.have.deep.members([
        ...[live, extendable].map((id) => ({ id, sealed: true, hash: 'a hash', numbered: true })),
        ...[over, revoked, album, trip].map((id) => ({ id, sealed: false, hash: '', numbered: true })),
      ])
    })

    it('keeps links as long as it is told to', async () => {
      await addLink('-3 days')

      const { out } = await cleanUp({ DATABASE_URL: database.url, RETENTION_LINKS_DAYS: '2' })

      expect(out).to.contain('Have deleted links that ended more than 2 days ago: 1.')
      expect(await rows()).to.deep.equal([])
    })

    it('is done once by two that start at the same moment', async () => {
      for (let i = 0; i < 20; i++) await addLink('-1 hour')

      const both = await Promise.all([clean('--verbose'), clean('--verbose')])

      const named = both.flatMap(({ out }) =>
        [...out.matchAll(/^ {2}(\S+) {2}expired/gm)].map(([, id]) => id),
      )
      expect(both.map(({ code }) => code)).to.deep.equal([0, 0])
      expect(named).to.have.length(20)
      expect(new Set(named).size).to.equal(20)
    })

    it('refuses words that it does not know, and settings that are wrong, before it does anything', async () => {
      await addLink('-1 hour')

      const [words, settings] = [await clean('--dry'), await cleanUp({ DATABASE_URL: 'mysql://x' })]

      expect([words.code, settings.code]).to.deep.equal([1, 2])
      expect(words.err).to.contain('--dry')
      expect(settings.err).to.contain('DATABASE_URL')
      expect((await rows()).map(({ sealed }) => sealed)).to.deep.equal([true])
    })
  })

  describe('on the embedded database', () => {
    let dataDir: string
    let service: { child: ChildProcess; url: string } | undefined
    let owner: Person

    const stop = async () => {
      if (!service) return
      const gone = once(service.child, 'exit')
      service.child.kill('SIGTERM')
      await gone
      service = undefined
    }
    before(async () => {
      dataDir = join(folder, 'data')
      service = await launch({ DATA_DIR: dataDir })
      owner = await register(service.url)
    })
    after(stop)

    const anEndedLink = async () => {
      const { imei } = await addVehicle(owner)
      await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 10 })
      expect((await owner.call('DELETE', `/api/fleet/share-track/delete/${imei}`)).status).to.equal(200)
    }

    it('works beside the service that runs on it, and leaves that in peace', async () => {
      await anEndedLink()

      const dry = await cleanUp({ DATA_DIR: dataDir }, '--dry-run', '--stats')
      const done = await cleanUp({ DATA_DIR: dataDir }, '--verbose')

      expect(dry).to.include({ code: 0, err: '' })
      expect(dry.out)
        .to.contain('Would have withdrawn the tokens of ended links: 1.')
        .and.contain('"revoked": 1')
      expect(done).to.include({ code: 0, err: '' })
      expect(done.out).to.contain('Have withdrawn the tokens of ended links: 1.')
      expect((await clientOf(service!.url).call('GET', '/readyz')).status).to.equal(200)
    })

    it('starts the database for the while where no service runs, and stops it again', async () => {
      await anEndedLink()
      await stop()

      const { code, out } = await cleanUp({ DATA_DIR: dataDir })

      expect({ code, out }).to.deep.include({ code: 0 })
      expect(out).to.contain('Have withdrawn the tokens of ended links: 1.')
      const left = await stat(join(dataDir, 'postgres', 'postmaster.pid')).catch(({ code: reason }) => reason)
      expect(left).to.equal('ENOENT')
    })
  })
})
