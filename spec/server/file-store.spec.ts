import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import type { FileStore } from '../../domain/assets/files.ts'
import { createFolderStore } from '../../server/file-store.ts'
import { createS3Store } from '../../server/s3-store.ts'
import { expectRefusal } from '../support/refusals.ts'
import { startS3 } from '../support/s3.ts'

describe('the file stores', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
  })
  after(() => rm(folder, { recursive: true }))

  describe('in a folder', () => {
    behave(
      () => folder,
      () => createFolderStore(join(folder, 'kept')),
    )

    it('leaves nothing of a removed asset, not even its folder', async () => {
      const store = createFolderStore(join(folder, 'emptied'))
      const [key, path] = [aKey(), join(folder, 'x')]
      await writeFile(path, 'content')
      await store.keep(key, path)

      await store.remove([key])

      expect(await readdir(join(folder, 'emptied', '7'))).to.deep.equal([])
    })
  })

  describe('in S3', () => {
    let server: Awaited<ReturnType<typeof startS3>>
    let store: ReturnType<typeof createS3Store>
    before(async () => {
      server = await startS3()
      store = createS3Store(server)
    })
    after(async () => {
      store.close()
      await server.stop()
    })

    behave(
      () => folder,
      () => store,
    )

    it('says that it is away, when it is', async () => {
      const away = createS3Store({ ...server, endpoint: 'http://127.0.0.1:1' })

      await expectRefusal('unavailable', away.open(aKey()))
      away.close()
    })
  })
})

const aKey = (part = 'original') => `7/${randomUUID()}/${part}`

function behave(folderOf: () => string, storeOf: () => FileStore) {
  const keep = async (content: Buffer, key = aKey()) => {
    const path = join(folderOf(), randomUUID())
    await writeFile(path, content)
    await storeOf().keep(key, path)
    return { key, path }
  }
  const read = async (key: string, range?: { start: number; end: number }) =>
    buffer(await storeOf().open(key, range))

  it('gives back what they were given, whole and in part, and takes the file away from where it was', async () => {
    const content = randomBytes(20 * 1024 * 1024) // larger than one part of an upload to S3

    const { key, path } = await keep(content)

    expect((await read(key)).equals(content)).to.equal(true)
    expect(
      (await read(key, { start: 5_000_000, end: 13_000_000 })).equals(
        content.subarray(5_000_000, 13_000_001),
      ),
    ).to.equal(true)
    expect((await read(key, { start: 1, end: 1 })).equals(content.subarray(1, 2))).to.equal(true)
    expect(await readFile(path).catch(({ code }) => code)).to.equal('ENOENT')
  })

  it('keep files of no bytes', async () => {
    const { key } = await keep(Buffer.alloc(0))

    expect(await read(key)).to.deep.equal(Buffer.alloc(0))
  })

  it('do not know what is not there, and mind nothing about removing it', async () => {
    const { key } = await keep(Buffer.from('x'))

    await storeOf().remove([key, aKey()])

    await expectRefusal('not_found', storeOf().open(key))
    await storeOf().remove([key])
  })

  for (const key of [
    '../../etc/passwd',
    '7/..%2f/original',
    '7/x/original',
    `7/${randomUUID()}/../original`,
    '/7',
  ])
    it(`take ${key.slice(0, 12)}… for no key of theirs [T-22] [T-33]`, async () => {
      const path = join(folderOf(), randomUUID())
      await writeFile(path, 'x')

      for (const work of [storeOf().keep(key, path), storeOf().open(key), storeOf().remove([key])]) {
        const error = await work.then(
          () => undefined,
          (error: Error) => error,
        )
        expect(error?.message).to.contain('not a key')
      }
    })
}
