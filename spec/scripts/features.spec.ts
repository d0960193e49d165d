import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { type Person, register } from '../support/client.ts'
import { sharedService, type TestService } from '../support/service.ts'

const script = fileURLToPath(new URL('../../scripts/features.ts', import.meta.url))
const meta = '/api/trakservice/_meta'

describe('npm run features', function () {
  this.timeout(60_000)
  let folder: string
  let service: TestService
  let owner: Person
  let slug: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
    service = await sharedService()
  })
  after(() => rm(folder, { recursive: true, maxRetries: 10 }))
  beforeEach(async () => {
    owner = await register(service.url, 'ACME')
    slug = (await owner.call('GET', '/api/auth/me')).body.tenant.slug
  })

  /** From a folder of its own, where no .env lies. */
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        HOME: process.env.HOME,
        DATABASE_URL: service.database.url,
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
  /** Far sooner than what the service remembers would be read anew by itself. */
  const comesTo = async (status: number): Promise<boolean> => {
    for (const endsAt = Date.now() + 15_000; Date.now() < endsAt; await sleep(5))
      if ((await owner.call('GET', meta)).status === status) return true
    return false
  }

  it('shows every feature that is known, in the document’s order [FE-9]', async () => {
    const { code, out, err } = await run('--tenant', slug, '--list')

    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(out).to.equal(
      [
        'trakservice.enabled=false',
        'trakservice.dispatch=false',
        'trakservice.tracking=false',
        'trakservice.routing=false',
        'trakservice.km=false',
        'trakservice.quotes=false\n',
      ].join('\n'),
    )
  })

  it('switches them, and the service that runs on the same database knows at once [FE-6] [FE-9]', async () => {
    expect((await owner.call('GET', meta)).status).to.equal(403)

    const on = await run(
      '--tenant',
      String(owner.tenantId),
      '--set',
      'trakservice.enabled=true',
      '--set',
      'trakservice.km=true',
    )
    expect(await comesTo(200)).to.equal(true)
    const off = await run('--tenant', slug, '--set', 'trakservice.enabled=false')
    expect(await comesTo(403)).to.equal(true)

    expect([on.code, off.code]).to.deep.equal([0, 0])
    expect(on.out).to.contain('trakservice.enabled=true\n').and.contain('trakservice.km=true\n')
    expect(off.out).to.contain('trakservice.enabled=false\n').and.contain('trakservice.km=true\n')
  })

  it('tells of it as events that nobody in particular made [FE-5] [FE-9]', async () => {
    await run('--tenant', slug, '--set', 'trakservice.enabled=true', '--set', 'trakservice.quotes=false')

    const { body } = await owner.call('GET', '/api/tenants/audit?name=tenant.feature_updated')
    expect(body.results).to.have.length(1)
    expect(body.results[0]).to.deep.include({
      actor: null,
      data: { feature_key: 'trakservice.enabled', enabled: true },
    })
  })

  it('says what is wrong with the words it was given, and changes nothing [FE-9]', async () => {
    const wrong: [string[], RegExp][] = [
      [[], /Which organization/],
      [['--tenant', 'no-such-organization'], /There is no organization 'no-such-organization'/],
      [['--tenant', '2147483647'], /There is no organization/],
      [['--tenant', '99999999999'], /There is no organization/],
      [['--tenant', slug, '--set', 'trakservice.dispach=true'], /There is no feature 'trakservice.dispach'/],
      [['--tenant', slug, '--set', 'trakservice.enabled=yes'], /key=true or key=false/],
      [['--tenant', slug, '--set', 'trakservice.enabled'], /key=true or key=false/],
      [['--tenant', slug, '--set', '__proto__=true'], /key=true or key=false/],
      [['--tenant', slug, '--sett', 'x=true'], /--sett/],
    ]
    const ended = await Promise.all(wrong.map(([args]) => run(...args, '--set', 'trakservice.enabled=true')))

    for (const [i, { code, err, out }] of ended.entries()) {
      expect(code, err).to.equal(2)
      expect(err).to.match(wrong[i]![1])
      expect(out).to.equal('')
    }
    expect((await owner.call('GET', meta)).status).to.equal(403)
  })

  it('switches what an organization has of its own, too [FE-9]', async () => {
    await owner.call('PUT', '/api/tenants/features', { features: { beta_maps: false } })

    const { code, out } = await run('--tenant', slug, '--set', 'beta_maps=true')

    expect(code).to.equal(0)
    expect(out).to.contain('beta_maps=true\n')
  })
})
