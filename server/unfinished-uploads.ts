import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Member } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { Id, SerialId } from '../domain/schema.ts'
import { type LockTimes, withLock } from './upload-lock.ts'
import { watchPace } from './uploads.ts'

export interface Announced {
  /** Bytes of the whole file. */
  readonly length: number
  readonly filename: string
  readonly title: string | null
}

/** An upload as it lies in the folder. */
export interface Unfinished extends Announced {
  readonly id: Id
  readonly createdAt: Date
  /** Bytes that have come. */
  readonly offset: number
  /** The file that it has become. */
  readonly assetId: SerialId | null
}

export interface UnfinishedOptions {
  /** Every process that is to go on with an upload sees the same one. */
  readonly folder: string
  /** Of one file. */
  readonly maxBytes: number
  /** See `watchPace`. */
  readonly paceMs?: number
  readonly paceBytes?: number
  readonly longestMs?: number
  readonly lock?: LockTimes
}
type Owner = Pick<Member, 'tenantId' | 'userId'>

export type UnfinishedUploads = ReturnType<typeof createUnfinished>

/**
 * Uploads that come in parts, hours apart: `tenant/user/id/` with what was announced, the bytes so far, and the number
 * of the file they became. Whoever asks names an id only, so that nobody reaches what is another's.
 */
export const createUnfinished = ({
  folder,
  maxBytes,
  paceMs = 15_000,
  paceBytes = 16 * 1024,
  longestMs = 6 * 3_600_000,
  lock,
}: UnfinishedOptions) => {
  const allOf = ({ tenantId, userId }: Owner) => join(folder, String(tenantId), String(userId))
  const placeOf = (owner: Owner, id: Id) => join(allOf(owner), assertUuid(id))

  const read = async (place: string, id: Id): Promise<Unfinished | undefined> => {
    const record = await readFile(join(place, 'record.json'), 'utf8').catch(() => undefined)
    if (record === undefined) return undefined
    const { createdAt, ...announced } = JSON.parse(record) as Announced & { createdAt: string }
    const done = await readFile(join(place, 'done'), 'utf8').catch(() => undefined)
    const bytes = done ? undefined : await stat(join(place, 'bytes')).catch(() => undefined)
    if (!done && !bytes) return undefined // its bytes were on their way into the store when a process ended
    return {
      id,
      ...announced,
      createdAt: new Date(createdAt),
      offset: done ? announced.length : bytes!.size,
      assetId: done ? Number(done) : null,
    }
  }
  const find = (owner: Owner, id: Id) => read(placeOf(owner, id), id)
  /** What has become a file stays one: the thousandth picture of a day does not have nine hundred read anew. */
  const done = new Map<string, ReadonlySet<Id>>()

  return {
    maxBytes,

    async create(owner: Owner, id: Id, announced: Announced, createdAt: Date): Promise<Unfinished> {
      const place = placeOf(owner, id)
      await mkdir(place, { recursive: true, mode: 0o700 })
      await writeFile(join(place, 'bytes'), '', { mode: 0o600, flag: 'wx' })
      // Last, and whole or not at all: what has no record is no upload.
      await writeWhole(join(place, 'record.json'), JSON.stringify({ ...announced, createdAt }))
      return { ...announced, id, createdAt, offset: 0, assetId: null }
    },

    find,

    /** Those of one member that have not become files, oldest first. */
    async list(owner: Owner): Promise<Unfinished[]> {
      const names = await readdir(allOf(owner)).catch(() => [])
      const before = done.get(allOf(owner))
      const asked = names.filter((id) => !before?.has(id))
      const all = await Promise.all(asked.map((id) => read(join(allOf(owner), id), id)))
      const found = all.filter((one) => one !== undefined)
      const since = found.filter(({ assetId }) => assetId !== null).map(({ id }) => id)
      done.set(allOf(owner), new Set([...names.filter((id) => before?.has(id)), ...since]))
      return found
        .filter(({ assetId }) => assetId === null)
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    },

    /** Nobody else writes meanwhile; `wanted` says that somebody would like to. */
    locked: <T>(owner: Owner, id: Id, work: (wanted: AbortSignal) => Promise<T>): Promise<T> =>
      withLock(placeOf(owner, id), work, lock),

    /**
     * Writes what comes behind what there is, at most `room` bytes. What has been written stays, however it ends.
     * Throws `payload_too_large` for what is more, `request_timeout` for what trickles or breaks off.
     */
    async append(
      owner: Owner,
      { id, offset }: Pick<Unfinished, 'id' | 'offset'>,
      stream: Readable,
      room: number,
      wanted: AbortSignal,
    ): Promise<number> {
      const handle = await open(join(placeOf(owner, id), 'bytes'), 'r+')
      let written = 0
      const stop = Promise.withResolvers<never>()
      stop.promise.catch(() => {}) // nobody may be waiting for more
      const giveWay = () => stop.reject(new Problem('upload_busy'))
      const pace = watchPace(() => written, { paceMs, paceBytes, longestMs }, stop.reject)
      wanted.addEventListener('abort', giveWay)
      try {
        for await (const chunk of untilStopped(stream, stop.promise)) {
          if (chunk.length > room - written) throw new Problem('payload_too_large')
          await handle.write(chunk, 0, chunk.length, offset + written)
          written += chunk.length
        }
      } finally {
        clearInterval(pace)
        wanted.removeEventListener('abort', giveWay)
        await handle.datasync().finally(() => handle.close())
      }
      return offset + written
    },

    /** Its bytes under a second name, for whoever takes that one away: should they fail, the first is there still. */
    async copyOf(owner: Owner, id: Id): Promise<string> {
      const place = placeOf(owner, id)
      const copy = join(place, 'copy')
      await rm(copy, { force: true })
      await link(join(place, 'bytes'), copy).catch(() =>
        // some file systems know no second names
        copyFile(join(place, 'bytes'), copy, constants.COPYFILE_FICLONE),
      )
      return copy
    },

    /** Remembers which file it became, for a sender whom the answer did not reach. */
    async finish(owner: Owner, id: Id, assetId: SerialId): Promise<void> {
      const place = placeOf(owner, id)
      await writeWhole(join(place, 'done'), String(assetId))
      await rm(join(place, 'bytes'), { force: true })
    },

    remove: (owner: Owner, id: Id): Promise<void> => rm(placeOf(owner, id), { recursive: true, force: true }),

    /** Removes what was begun before; their room is given back by the sweep of what belongs to no asset. */
    async sweep(before: Date, dryRun: boolean): Promise<number> {
      let swept = 0
      done.clear()
      for (const tenant of await readdir(folder).catch(() => []))
        for (const user of await readdir(join(folder, tenant)).catch(() => []))
          for (const id of await readdir(join(folder, tenant, user)).catch(() => [])) {
            const place = join(folder, tenant, user, id)
            const at = (await read(place, id))?.createdAt ?? (await stat(place).catch(() => undefined))?.mtime
            if (!at || at >= before) continue
            if (!dryRun) await rm(place, { recursive: true, force: true })
            swept += 1
          }
      return swept
    },
  }
}

/** The stream is not destroyed when it is left: its sender is still to read why. */
async function* untilStopped(stream: Readable, stopped: Promise<never>): AsyncGenerator<Buffer> {
  const chunks = (stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[
    Symbol.asyncIterator
  ]()
  const brokenOff = () => Promise.reject(new Problem('request_timeout'))
  for (;;) {
    const { done, value } = await Promise.race([chunks.next().catch(brokenOff), stopped])
    if (done) return
    yield value
  }
}

/** Whoever calls has checked it: what is none never becomes a path, wherever it came from. */
const assertUuid = (id: string): string => {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Problem('not_found')
  return id
}

const writeWhole = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
