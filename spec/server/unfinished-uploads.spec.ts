import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import type { Asset } from '../../domain/assets/asset.ts'
import { Problem } from '../../domain/problem.ts'
import { createResumable } from '../../server/resumable.ts'
import { createUnfinished } from '../../server/unfinished-uploads.ts'
import { expectRefusal } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000)
const aMember = (userId = 1, tenantId = 1): Member => ({ userId, tenantId, familyId: '', role: 'member' })
const tenLetters = { length: 10, filename: 'a.txt', title: null }

describe('an upload that resumes', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** A process that serves the folder: the files that it made, and room for a hundred bytes. */
  const aProcess = ({ now = noon, most = 50, refusal = undefined as Problem | undefined } = {}) => {
    const files: string[] = []
    const reserved = new Map<string, number>()
    const unfinished = createUnfinished({
      folder,
      maxBytes: 60,
      lock: { beatMs: 10, staleMs: 1_000, patienceMs: 2_000 },
    })
    const assets = {
      async announce(_: Member, bytes: number) {
        if ([...reserved.values()].reduce((sum, one) => sum + one, bytes) > 100)
          throw new Problem('quota_exceeded')
        const uuid = randomUUID()
        reserved.set(uuid, bytes)
        return uuid
      },
      async complete(_: Member, _uuid: string, { path }: { path: string }) {
        if (refusal) throw refusal
        files.push(await readFile(path, 'utf8'))
        await rm(path)
        return { id: files.length } as Asset
      },
      async giveUp(_: unknown, uuid: string) {
        reserved.delete(uuid)
      },
    }
    return { ...createResumable({ unfinished, assets, now: () => now, most }), unfinished, files, reserved }
  }
  type Process = ReturnType<typeof aProcess>
  const send = (process: Process, id: string, offset: number, text: string | Readable, announced?: number) =>
    process.append(aMember(), id, {
      offset,
      announced,
      stream: typeof text === 'string' ? Readable.from([Buffer.from(text)]) : text,
    })

  it('goes on where it was, in another process as well, and becomes one file [UP-1] [UP-2]', async () => {
    const before = aProcess()
    const { id } = await before.create(aMember(), tenLetters)
    expect((await send(before, id, 0, 'hello')).offset).to.equal(5)
    const after = aProcess()

    await expectRefusal('conflict', send(after, id, 0, 'hello'))
    const done = await send(after, id, 5, 'world')

    expect([done.offset, done.assetId, after.files]).to.deep.equal([10, 1, ['helloworld']])
    expect((await aProcess().get(aMember(), id)).assetId).to.equal(1)
    await expectRefusal('conflict', send(after, id, 0, 'helloworld'))
    expect(after.files).to.have.length(1)
  })

  it('keeps what had come when its line breaks [UP-1]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)
    const line = new PassThrough()
    line.write('hel')
    setTimeout(() => line.destroy(new Error('aborted')), 50)

    await expectRefusal('request_timeout', send(process, id, 0, line))

    expect((await process.get(aMember(), id)).offset).to.equal(3)
  })

  it('is taken over from a line that is still open, by whichever process [UP-7]', async () => {
    const first = aProcess()
    const { id } = await first.create(aMember(), tenLetters)
    const line = new PassThrough()
    line.write('hel')
    const held = send(first, id, 0, line).catch((error: Problem) => error.code)
    while ((await first.unfinished.find(aMember(), id))?.offset !== 3) await new Promise(setImmediate)

    const asked = await aProcess().get(aMember(), id)

    expect([asked.offset, await held]).to.deep.equal([3, 'upload_busy'])
    line.destroy()
  })

  it('is not blocked by a process that died over it [UP-7]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)
    const lock = join(folder, '1', '1', id, 'lock')
    await writeFile(lock, '')
    await utimes(lock, noon, hours(-1))
    const longAgo = new Date(Date.now() - 60_000)
    await utimes(lock, longAgo, longAgo)

    expect((await send(process, id, 0, 'hello')).offset).to.equal(5)
  })

  it('leaves the lock to whoever took it from a process that slept [UP-7]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)
    const lock = join(folder, '1', '1', id, 'lock')
    const line = new PassThrough()
    line.write('hel')
    const slept = send(process, id, 0, line).catch((error: Problem) => error.code)
    while ((await process.unfinished.find(aMember(), id))?.offset !== 3) await new Promise(setImmediate)

    await writeFile(lock, 'of somebody else')

    expect([await slept, await readFile(lock, 'utf8')]).to.deep.equal(['upload_busy', 'of somebody else'])
    line.destroy()
  })

  it('is no longer than was said, whatever the part says of itself [UP-4]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)

    await expectRefusal('payload_too_large', send(process, id, 0, 'hello world and more', 5))
    await expectRefusal('payload_too_large', send(process, id, 0, '', 11))

    expect((await process.get(aMember(), id)).offset).to.equal(0)
  })

  it('has its room from the beginning, within that of a file and of the organization [UP-4]', async () => {
    const process = aProcess()
    await process.create(aMember(), { ...tenLetters, length: 60 })

    await expectRefusal('file_too_large', process.create(aMember(), { ...tenLetters, length: 61 }))
    await expectRefusal('quota_exceeded', process.create(aMember(), { ...tenLetters, length: 41 }))
    expect((await process.list(aMember())).map(({ length }) => length)).to.deep.equal([60])
  })

  it('is not among the unfinished any more once it is a file, and still says which [UP-2] [UP-6]', async () => {
    const process = aProcess()
    const [one, other] = [
      await process.create(aMember(), tenLetters),
      await process.create(aMember(), tenLetters),
    ]
    const idsOf = async (a: Process) => (await a.list(aMember())).map(({ id }) => id)
    expect(await idsOf(process)).to.have.members([one.id, other.id])
    await send(process, one.id, 0, 'helloworld')

    for (const a of [process, process, aProcess()]) expect(await idsOf(a)).to.deep.equal([other.id])
    expect((await process.get(aMember(), one.id)).assetId).to.equal(1)
    await process.cancel(aMember(), other.id)
    expect(await idsOf(process)).to.deep.equal([])
  })

  it('of nothing is a file at once', async () => {
    const process = aProcess()

    const { assetId } = await process.create(aMember(), { ...tenLetters, length: 0 })

    expect([assetId, process.files]).to.deep.equal([1, ['']])
  })

  it('is gone when it is refused, and stays while the store is away [UP-3]', async () => {
    const broken = aProcess({ refusal: new Problem('file_unreadable') })
    const { id } = await broken.create(aMember(), tenLetters)
    await expectRefusal('file_unreadable', send(broken, id, 0, 'helloworld'))
    await expectRefusal('not_found', broken.get(aMember(), id))

    const away = aProcess({ refusal: new Problem('unavailable') })
    const other = await away.create(aMember(), tenLetters)
    await expectRefusal('unavailable', send(away, other.id, 0, 'helloworld'))
    const back = aProcess()
    expect((await back.get(aMember(), other.id)).assetId).to.equal(1)
    expect(back.files).to.deep.equal(['helloworld'])
  })

  it('is nobody else’s, and no path [UP-5]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)

    for (const other of [aMember(2, 1), aMember(1, 2)])
      await expectRefusal('not_found', process.get(other, id))
    for (const path of ['../1', `../1/${id}`, '..', '', `${id}/bytes`, '%2e%2e'])
      await expectRefusal('not_found', process.get(aMember(), path))
    expect(await process.list(aMember(2, 1))).to.deep.equal([])
  })

  it('gives its room back when it is cancelled; what it has become stays [UP-2]', async () => {
    const process = aProcess()
    const { id } = await process.create(aMember(), tenLetters)
    const done = await process.create(aMember(), tenLetters)
    await send(process, done.id, 0, 'helloworld')

    await process.cancel(aMember(), id)
    await process.cancel(aMember(), done.id)

    expect([...process.reserved.keys()]).to.deep.equal([done.id])
    expect(await readdir(join(folder, '1', '1'))).to.deep.equal([])
  })

  it('ends a day after it was announced, and is swept [UP-6]', async () => {
    const { id } = await aProcess().create(aMember(), tenLetters)
    const later = aProcess({ now: hours(24) })

    await expectRefusal('not_found', later.get(aMember(), id))
    const sweep = (at: Date, dryRun: boolean) =>
      later.unfinished.sweep(hours((at.getTime() - noon.getTime()) / 3_600_000 - 24), dryRun)
    expect(await sweep(hours(24), true)).to.equal(0)
    expect(await sweep(hours(24.1), true)).to.equal(1)
    expect(await sweep(hours(24.1), false)).to.equal(1)
    expect(await readdir(join(folder, '1', '1'))).to.deep.equal([])
  })

  it('is one of so many [UP-6]', async () => {
    const process = aProcess({ most: 2 })
    const [first] = [await process.create(aMember(), tenLetters), await process.create(aMember(), tenLetters)]

    await expectRefusal('too_many_uploads', process.create(aMember(), tenLetters))
    await process.cancel(aMember(), first.id)
    await process.create(aMember(), tenLetters)
    const nextDay = aProcess({ most: 2, now: hours(25) })
    await nextDay.create(aMember(), tenLetters)
    expect(await nextDay.list(aMember())).to.have.length(1)
  })

  it('is one of so many, however many are announced at the same moment, and takes no room where it is refused [UP-6]', async () => {
    const process = aProcess({ most: 3 })

    const told = await Promise.allSettled(
      Array.from({ length: 8 }, () => process.create(aMember(), tenLetters)),
    )

    const made = told.filter(({ status }) => status === 'fulfilled').length
    expect(made).to.be.at.most(3)
    expect(await process.list(aMember())).to.have.length(made)
    expect(process.reserved.size).to.equal(made)
  })
})
