import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { readSecrets } from '../../server/secret-files.ts'
import { createUuidV7, createVault, isSameSecret } from '../../server/secrets.ts'

const vault = createVault('a key for specs of more than 32 characters')
const other = createVault('another key for specs of 32 characters')

describe('the vault', () => {
  it('makes tokens of 16 random bytes and secrets of 32, never one twice [T-1]', () => {
    const tokens = Array.from({ length: 1_000 }, vault.createToken)
    const secrets = Array.from({ length: 1_000 }, vault.createSecret)

    for (const token of tokens) expect(token).to.match(/^[A-Za-z0-9_-]{22}$/)
    for (const secret of secrets) expect(secret).to.match(/^[A-Za-z0-9_-]{43}$/)
    expect(new Set([...tokens, ...secrets]).size).to.equal(2_000)
  })

  it('hashes by its key, and apart for each purpose [T-1]', () => {
    const purposes = ['link', 'device', 'refresh', 'csrf', 'api_key'] as const

    const hashes = purposes.flatMap((purpose) => [vault.hash(purpose, 'x'), other.hash(purpose, 'x')])

    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).to.equal(10)
    for (const hash of hashes) expect(hash).to.have.length(32)
    expect(createVault('a key for specs of more than 32 characters').hash('link', 'x')).to.deep.equal(
      hashes[0],
    )
  })

  it('opens what it sealed, whatever it was, where it was sealed for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(vault.open(context, vault.seal(context, text))).to.equal(text)
      }),
    )
  })

  it('seals the same text differently every time, and leaves nothing of it to be read', () => {
    const [one, two] = [vault.seal('link 1', 'the same token'), vault.seal('link 1', 'the same token')]

    expect(one).not.to.deep.equal(two)
    expect(one.includes('token')).to.equal(false)
  })

  it('opens no box that was moved to another place, or sealed under another key', () => {
    const box = vault.seal('link 1', 'token')

    for (const context of ['link 2', 'link', '', 'link 1 ']) expect(() => vault.open(context, box)).to.throw()
    expect(() => other.open('link 1', box)).to.throw()
  })

  it('opens no box with a bit turned over, wherever', () => {
    const box = vault.seal('link 1', 'token')

    for (let bit = 0; bit < box.length * 8; bit++) {
      const turned = Buffer.from(box)
      turned[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => vault.open('link 1', turned), `bit ${bit}`).to.throw()
    }
  })

  it('opens no box that was cut short or grew, not even where only its tag is shorter', () => {
    for (const text of ['token', '']) {
      const box = vault.seal('link 1', text)
      for (let length = 0; length < box.length; length++)
        expect(() => vault.open('link 1', box.subarray(0, length)), `${length} bytes`).to.throw()
      expect(() => vault.open('link 1', Buffer.concat([box, Buffer.from([0])]))).to.throw()
    }
  })

  it('tells secrets apart, whatever their lengths', () => {
    expect(isSameSecret('abc', 'abc')).to.equal(true)
    for (const guess of ['', 'ab', 'abcd', 'abC', 'ábc']) expect(isSameSecret('abc', guess)).to.equal(false)
  })
})

describe('a UUID of version 7', () => {
  const ms = fc.integer({ min: 0, max: 2 ** 48 - 1 })

  it('has its version, its variant, and the time in front', () => {
    fc.assert(
      fc.property(ms, (now) => {
        const id = createUuidV7(now)
        expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).to.equal(now)
      }),
    )
  })

  it('sorts by the order of creation, and is never the same twice', () => {
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        if (a !== b) expect(createUuidV7(a) < createUuidV7(b)).to.equal(a < b)
      }),
    )
    expect(new Set(Array.from({ length: 1_000 }, () => createUuidV7(1))).size).to.equal(1_000)
  })
})

describe('secrets that nobody gives', () => {
  const none = { jwtKeys: undefined, linkKey: undefined }
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'fleeting-spec-')), 'data')
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true }))

  it('are made once, long enough, and kept where nobody else can read them', async () => {
    const made = await readSecrets(folder, none)

    expect(made.jwtKeys).to.match(/^k1:[A-Za-z0-9_-]{64}$/)
    expect(made.linkKey).to.match(/^[A-Za-z0-9_-]{64}$/)
    expect(await readSecrets(folder, none)).to.deep.equal(made)
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).to.equal(0o600)
    expect(await readdir(folder)).to.deep.equal(['secrets.json'])
  })

  it('are others in another folder', async () => {
    const [one, two] = [
      await readSecrets(join(folder, 'a'), none),
      await readSecrets(join(folder, 'b'), none),
    ]

    expect(one.jwtKeys).not.to.equal(two.jwtKeys)
    expect(one.linkKey).not.to.equal(two.linkKey)
  })

  it('give way to those that are given, each by itself', async () => {
    const kept = await readSecrets(folder, none)

    expect(await readSecrets(folder, { jwtKeys: 'given', linkKey: undefined })).to.deep.equal({
      ...kept,
      jwtKeys: 'given',
    })
    expect(await readSecrets(folder, { jwtKeys: undefined, linkKey: 'given' })).to.deep.equal({
      ...kept,
      linkKey: 'given',
    })
  })

  it('need no folder where all are given', async () => {
    const given = { jwtKeys: 'one', linkKey: 'two' }

    expect(await readSecrets(folder, given)).to.deep.equal(given)
    expect(await stat(folder).catch(({ code }) => code)).to.equal('ENOENT')
  })

  it('are the same for all that start at the same moment, in one process and in several', async () => {
    const code = `import { readSecrets } from ${JSON.stringify(new URL('../../server/secret-files.ts', import.meta.url).href)}
      console.log(JSON.stringify(await readSecrets(${JSON.stringify(folder)}, {})))`
    const elsewhere = async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', (chunk) => (said += chunk))
      await once(child, 'close')
      return said.trim()
    }
    const here = async () => JSON.stringify(await readSecrets(folder, none))

    const all = await Promise.all([elsewhere(), elsewhere(), ...Array.from({ length: 10 }, here)])

    expect(new Set(all).size).to.equal(1)
    expect(await readdir(folder)).to.deep.equal(['secrets.json'])
  })

  it('are never made anew over a file that cannot be read', async () => {
    await readSecrets(folder, none)
    await writeFile(join(folder, 'secrets.json'), '{"jwtKeys": "k1:')

    const failed = await readSecrets(folder, none).catch(({ name }) => name)

    expect(failed).to.equal('SyntaxError')
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).to.equal('{"jwtKeys": "k1:')
  })
})
