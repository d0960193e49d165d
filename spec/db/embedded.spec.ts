import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from '../../db/embedded.ts'
import { findBuild, reachableBuild } from '../../db/embedded-build.ts'
import { findProcess, isTaken, worksIn } from '../../db/embedded-process.ts'
import { stopServer } from '../../db/embedded-server.ts'
import { mayReach } from '../../db/embedded-user.ts'

const fixture = join(import.meta.dirname, 'embedded.fixture.ts')
const nobody = { uid: 65534, gid: 65534 }
const isRoot = process.getuid?.() === 0
// What only root can show is left out of other runs; those go the other way, as their own user, throughout.
const nobodyMayRunUs =
  isRoot && (await mayReach(nobody, process.execPath)) && (await mayReach(nobody, import.meta.dirname))
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'mount', '--bind', '/etc', '/etc']).status === 0

describe('the embedded PostgreSQL', function () {
  this.timeout(60_000)
  const folders: string[] = []
  const services: EmbeddedPostgres[] = []
  const children: ChildProcess[] = []

  const aFolder = async (mode = 0o755) => {
    const folder = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
    await chmod(folder, mode)
    folders.push(folder)
    return folder
  }
  const start = async (dataDir: string, log?: (message: string, details?: object) => void) => {
    const service = await startEmbeddedPostgres({ dataDir, ...(log && { log }) })
    services.push(service)
    return service
  }
  const startElsewhere = (dataDir: string, life = 'lasting', options: object = {}) => {
    const child = spawn(process.execPath, [fixture, dataDir, life], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...options,
    })
    children.push(child)
    return child
  }

  const giveItsPidToAStranger = async (folder: string, left?: string) => {
    const stranger = spawn('sleep', ['60'], isRoot ? await ownerOf(join(folder, 'postgres')) : {})
    children.push(stranger)
    const file = join(folder, 'postgres', 'postmaster.pid')
    await writeFile(file, (left ?? (await readFile(file, 'utf8'))).replace(/^\d+/, String(stranger.pid)))
    return stranger
  }

  afterEach(async () => {
    for (const child of children.splice(0)) await killAndWait(child)
    for (const service of services.splice(0)) await service.stop()
    for (const folder of folders.splice(0)) {
      for (const home of [folder, join(folder, 'data')]) await killLeftover(home)
      await rm(folder, { recursive: true, maxRetries: 10 })
    }
  })

  it('is durable, speaks UTF-8 and UTC, and is reached from this machine alone', async () => {
    const { url } = await start(await aFolder())

    const settings = await query(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit',
       'listen_addresses', 'unix_socket_directories', 'server_encoding', 'TimeZone', 'password_encryption')`,
    )

    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).to.deep.equal({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
      password_encryption: 'scram-sha-256',
    })
    expect(await query(url, 'SELECT current_database() AS at, usesuper FROM pg_user')).to.deep.equal([
      { at: 'fleeting', usesuper: true },
    ])
  })

  it('asks for a password that only the owner of the folder can read and no log repeats', async () => {
    const folder = await aFolder()
    const said: unknown[] = []
    const { url } = await start(folder, (...line) => said.push(line))
    const file = join(folder, 'postgres-password')
    const password = await readFile(file, 'utf8')

    const asStranger = await query(url.replace(password, 'guess'), 'SELECT 1').catch((error) => error.code)

    expect(asStranger).to.equal('28P01')
    expect((await stat(file)).mode & 0o777).to.equal(0o600)
    expect(JSON.stringify(said)).not.to.contain(password)
    expect(await everyLog(folder))
      .to.contain('logging collector')
      .and.not.to.contain(password)
  })

  it('keeps what was stored', async () => {
    const folder = await aFolder()
    const first = await start(folder)
    await storeRow(first.url)
    await first.stop()

    const second = await start(folder)

    expect(await storedRows(second.url)).to.equal(1)
  })

  it('forgets logs older than a week', async () => {
    const folder = await aFolder()
    await (await start(folder)).stop()
    const old = join(folder, 'postgres', 'log', 'postgresql-old.log')
    await writeFile(old, 'long ago')
    await utimes(old, new Date(), new Date(Date.now() - 7 * 86_400_000))

    await start(folder)

    expect(await readdir(dirname(old))).not.to.contain('postgresql-old.log')
  })

  it('refuses a second service on its folder, and lets it in once the first has stopped', async () => {
    const folder = await aFolder()
    const first = await start(folder)

    const refusal = await refusalOf(start(folder))
    const elsewhere = await firstLine(startElsewhere(folder))
    await first.stop()
    await start(folder)

    expect(refusal.code).to.equal('data_dir_in_use')
    expect(refusal.message).to.contain(folder).and.to.contain('DATA_DIR')
    expect(elsewhere.code).to.equal('data_dir_in_use')
  })

  it('lets in exactly one of several that start at the same instant', async () => {
    const folder = await aFolder()

    const lines = await Promise.all([1, 2, 3, 4].map(() => firstLine(startElsewhere(folder))))

    expect(lines.filter(({ url }) => url)).to.have.length(1)
    expect(lines.filter(({ code }) => code === 'data_dir_in_use')).to.have.length(3)
  })

  it('is adopted, running, by the next start after its service was killed', async () => {
    const folder = await aFolder()
    const killed = startElsewhere(folder)
    const { url } = await firstLine(killed)
    await storeRow(url)
    const pid = await postmasterOf(folder)
    await killAndWait(killed)

    const next = await start(folder)

    expect(await postmasterOf(folder)).to.equal(pid)
    expect(next.url).to.equal(url)
    expect(await storedRows(next.url)).to.equal(1)
  })

  it('is brought back when it dies after it was adopted, and stops for good', async () => {
    const folder = await aFolder()
    const killed = startElsewhere(folder)
    await firstLine(killed)
    await killAndWait(killed)
    const { url, stop } = await start(folder)
    const pid = await postmasterOf(folder)

    process.kill(pid, 'SIGKILL')
    await eventually(async () => (await postmasterOf(folder)) !== pid && query(url, 'SELECT 1'))
    const second = await postmasterOf(folder)
    await stop()

    expect(isTaken(second)).to.equal(false)
    expect(await readdir(join(folder, 'postgres'))).not.to.contain('postmaster.pid')
  })

  it('recovers what was committed when service and server are killed together', async () => {
    const folder = await aFolder()
    const killed = startElsewhere(folder)
    await storeRow((await firstLine(killed)).url)
    process.kill(await postmasterOf(folder), 'SIGKILL')
    await killAndWait(killed)

    const { url } = await start(folder)

    expect(await storedRows(url)).to.equal(1)
  })

  it('comes back on the same port when it is killed, and says so', async () => {
    const folder = await aFolder()
    const said: string[] = []
    const { url } = await start(folder, (message) => said.push(message))
    await storeRow(url)
    const pid = await postmasterOf(folder)

    process.kill(pid, 'SIGKILL')
    await eventually(async () => (await postmasterOf(folder)) !== pid && query(url, 'SELECT 1'))

    expect(await storedRows(url)).to.equal(1)
    expect(said).to.include('PostgreSQL has died; starting it again')
  })

  for (const isPidTaken of [false, true])
    it(`waits for the children of a killed server to be gone${isPidTaken ? ', though its pid is taken' : ''}`, async () => {
      const folder = await aFolder()
      const killed = startElsewhere(folder)
      const { url } = await firstLine(killed)
      await storeRow(url)
      const [child] = await query(url, `SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'`)
      process.kill(child?.pid, 'SIGSTOP')
      process.kill(await postmasterOf(folder), 'SIGKILL')
      await killAndWait(killed)
      if (isPidTaken) await giveItsPidToAStranger(folder)

      const starting = start(folder)
      const early = await Promise.race([starting.then(() => 'started'), sleep(1_500, 'waiting')])
      process.kill(child?.pid, 'SIGCONT')

      expect(early).to.equal('waiting')
      expect(await storedRows((await starting).url)).to.equal(1)
    })

  it('is not fooled when the pid it had belongs to somebody else by now', async () => {
    const folder = await aFolder()
    const first = await start(folder)
    await storeRow(first.url)
    const left = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')
    await first.stop()
    const stranger = await giveItsPidToAStranger(folder, left)

    const { url } = await start(folder)

    expect(await storedRows(url)).to.equal(1)
    expect(stranger.exitCode).to.equal(null)
  })

  it('leaves the original alone when it is started on a copy of a running folder', async () => {
    const [folder, copy] = [await aFolder(), join(await aFolder(), 'data')]
    const original = await start(folder)
    await storeRow(original.url)
    await query(original.url, 'CHECKPOINT')
    spawnSync('cp', ['-a', folder, copy])

    const second = await start(copy)

    expect(second.url).not.to.equal(original.url)
    expect(await storedRows(original.url)).to.equal(1)
  })

  it('starts afresh when the making of the database was cut short', async () => {
    const folder = await aFolder()
    const killed = startElsewhere(folder)
    await eventually(async () => {
      const [attempt] = (await readdir(folder)).filter((name) => name.startsWith('postgres.new-'))
      return attempt && (await readdir(join(folder, attempt, 'cluster'))).includes('base')
    })
    await killAndWait(killed)
    const left = await readdir(folder)

    const { url } = await start(folder)

    expect(left).not.to.contain('postgres')
    expect(await query(url, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
  })

  it('says which file is missing when the password is gone', async () => {
    const folder = await aFolder()
    await (await start(folder)).stop()
    await rm(join(folder, 'postgres-password'))

    const refusal = await refusalOf(start(folder))

    expect(refusal.code).to.equal('start_failed')
    expect(refusal.message).to.contain('postgres-password is missing')
  })

  it('runs on when the password was changed by hand, but is not used, and the folder is free again', async () => {
    const folder = await aFolder()
    const killed = startElsewhere(folder)
    const { url } = await firstLine(killed)
    await killAndWait(killed)
    const file = join(folder, 'postgres-password')
    const right = await readFile(file, 'utf8')
    await writeFile(file, 'wrong')

    const refusal = await refusalOf(start(folder))
    await writeFile(file, right)
    const next = await start(folder)

    expect(refusal.message).to.contain('refuses the password').and.not.to.contain(right)
    expect(next.url).to.equal(url)
  })

  it('does not hear the Ctrl-C that its service hears', async () => {
    const folder = await aFolder()
    const service = startElsewhere(folder, 'lasting', { detached: true })
    const { url } = await firstLine(service)

    process.kill(-(service.pid as number), 'SIGINT')
    await once(service, 'exit')
    await sleep(300)

    expect(await query(url, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
  })

  it('keeps no process alive once it has stopped', async () => {
    const service = startElsewhere(await aFolder(), 'brief')

    const [code] = await once(service, 'exit')

    expect(code).to.equal(0)
  })

  it('asks for DATABASE_URL where no build for the platform exists', () => {
    expect(() => findBuild('sunos', 'x64'))
      .to.throw(EmbeddedPostgresError, /sunos x64.*DATABASE_URL/)
      .with.property('code', 'no_build')
  })

  describe('started as root', () => {
    if (!isRoot) return

    it('runs as another user, who owns the database and nothing beside it', async () => {
      const folder = await aFolder()
      await start(folder)

      const owner = await ownerOf(join(folder, 'postgres'))

      expect(owner.uid).not.to.equal(0)
      expect((await ownerOf(`/proc/${await postmasterOf(folder)}`)).uid).to.equal(owner.uid)
      expect((await ownerOf(join(folder, 'postgres-password'))).uid).to.equal(0)
    })

    it('works in a folder that only root may enter, and is adopted there', async () => {
      const folder = join(await aFolder(0o700), 'data')
      const killed = startElsewhere(folder)
      const { url } = await firstLine(killed)
      await storeRow(url)
      await killAndWait(killed)

      const next = await start(folder)

      expect(next.url).to.equal(url)
      expect(await storedRows(next.url)).to.equal(1)
    })

    it('gets a copy of its program when that lies where only root may enter', async () => {
      const [hidden, place] = [await aFolder(0o700), join(await aFolder(), 'place')]
      const build = join(hidden, 'package', 'native')
      await cp(dirname(findBuild()), dirname(build), { recursive: true, verbatimSymlinks: true })

      const copy = await reachableBuild(build, nobody, place)

      const version = spawnSync(join(copy, 'bin', 'postgres'), ['--version'], { ...nobody, encoding: 'utf8' })
      expect(version.stdout).to.contain('PostgreSQL) 18')
      expect(await reachableBuild(build, nobody, place)).to.equal(copy)
      expect(await readdir(place)).to.have.length(1)
    })
  })

  describe('started as a user who is not root, by specs that are', () => {
    if (!nobodyMayRunUs) return

    it('runs as that user', async () => {
      const folder = await aFolder()
      await chown(folder, nobody.uid, nobody.gid)
      const service = startElsewhere(folder, 'lasting', nobody)

      const { url } = await firstLine(service)

      expect(await query(url, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
      expect((await ownerOf(join(folder, 'postgres'))).uid).to.equal(nobody.uid)
      expect((await ownerOf(`/proc/${await postmasterOf(folder)}`)).uid).to.equal(nobody.uid)
    })

    it('is told when the folder belongs to somebody else', async () => {
      const folder = await aFolder()
      await (await start(folder)).stop()

      const { code, message } = await firstLine(startElsewhere(folder, 'lasting', nobody))

      expect(code).to.equal('user_unusable')
      expect(message).to.contain(folder)
    })
  })

  describe('started as root on a machine without a user postgres', () => {
    if (!mayMount) return

    it('makes the user postgres where there is none', async () => {
      const scratch = await aFolder()
      const folder = join(scratch, 'data')
      const inPrivateEtc = `cp -a /etc ${scratch}/etc && sed -i '/^postgres:/d' ${scratch}/etc/passwd ${scratch}/etc/group \
        ${scratch}/etc/shadow ${scratch}/etc/gshadow && mount --bind ${scratch}/etc /etc`
      const script = `${inPrivateEtc} && ! id postgres 2>/dev/null && exec "$0" "$@"`
      const service = spawn(
        'unshare',
        ['--mount', 'sh', '-c', script, process.execPath, fixture, folder, 'brief'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )

      const { url } = await firstLine(service)

      expect(url).to.contain('postgres://')
      expect((await ownerOf(join(folder, 'postgres'))).uid).not.to.equal(0)
      expect(await readFile(`${scratch}/etc/passwd`, 'utf8')).to.match(/^postgres:/m)
      await once(service, 'exit')
    })
  })
})

const query = async (url: string, sql: string) => {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

const storeRow = (url: string) => query(url, `CREATE TABLE note AS SELECT 'committed' AS text`)
const storedRows = async (url: string) =>
  (await query(url, `SELECT count(*)::int AS n FROM note WHERE text = 'committed'`))[0]?.n

const refusalOf = async (starting: Promise<unknown>): Promise<EmbeddedPostgresError> => {
  const outcome = await starting.catch((error) => error)
  expect(outcome).to.be.instanceOf(EmbeddedPostgresError)
  return outcome as EmbeddedPostgresError
}

const firstLine = async (child: ChildProcess) => {
  const [line] = await once(createInterface({ input: child.stdout! }), 'line')
  return JSON.parse(line)
}

const postmasterOf = async (folder: string) => {
  const file = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(file, 10)
}

const everyLog = async (folder: string) => {
  const logs = (await readdir(join(folder, 'postgres', 'log'))).map((name) =>
    join(folder, 'postgres', 'log', name),
  )
  const texts = [join(folder, 'postgres-start.log'), ...logs].map((path) => readFile(path, 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

const ownerOf = async (path: string) => {
  const { uid, gid } = await stat(path)
  return { uid, gid }
}

const eventually = async (check: () => Promise<unknown>) => {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(5))
    if (await check().catch(() => false)) return
  expect.fail('it did not come to pass within 20 s')
}

const killAndWait = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** By the pid in its own file, and only when that is a server which works there. */
const killLeftover = async (folder: string) => {
  const left = await findProcess((await postmasterOf(folder)) || 0)
  if (left && (await worksIn(left, join(folder, 'postgres')))) await stopServer(left, 0)
}
