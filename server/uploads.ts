import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { Problem } from '../domain/problem.ts'
import type { RequestFacts } from './route.ts'

export interface UploadOptions {
  /** Where files are until they are found good. */
  readonly folder: string
  /** Of one file. */
  readonly maxBytes: number
  /** How often the pace is looked at, and the bytes that have to come in meanwhile. */
  readonly paceMs?: number
  readonly paceBytes?: number
  /** However fast it comes. */
  readonly longestMs?: number
}

export interface Upload {
  readonly path: string
  readonly filename: string | undefined
  readonly fields: Readonly<Record<string, string>>
}

/** Beside the file: boundaries, heads and the few fields that there may be. */
const formBytes = 64 * 1024
/** Room is asked for in these steps where nobody says how long the upload is. */
const stepBytes = 8 * 1024 * 1024

export type Uploads = ReturnType<typeof createUploads>

/** Takes in one file of a `multipart/form-data` body, straight to the disk, within bounds of size, parts and time. */
export const createUploads = ({
  folder,
  maxBytes,
  paceMs = 15_000,
  paceBytes = 16 * 1024,
  longestMs = 6 * 3_600_000,
}: UploadOptions) => {
  /**
   * `reserve` is asked for room before the bytes are written, and may refuse. Throws `malformed_upload`,
   * `payload_too_large`, `request_timeout`, or what `reserve` throws.
   */
  const receive = async (
    { stream, header }: Pick<RequestFacts, 'stream' | 'header'>,
    directory: string,
    reserve: (bytes: number) => Promise<void>,
  ): Promise<Upload> => {
    const type = header('content-type') ?? ''
    if (!/^multipart\/form-data\s*;/i.test(type))
      throw new Problem('unsupported_media_type', { expected: 'multipart/form-data' })
    const announced = Number(header('content-length') ?? Number.NaN)
    if (announced > maxBytes + formBytes) throw new Problem('payload_too_large')
    if (announced > 0) await reserve(announced)

    const path = join(directory, 'file')
    const fields: Record<string, string> = Object.create(null)
    let filename: string | undefined
    let written: Promise<number> | undefined
    let received = 0
    let current: BusboyFileStream | undefined

    await new Promise<void>((resolve, reject) => {
      const parser = parserFor(type, maxBytes)
      const ignore = () => {
        clearInterval(pace)
        stream.off('data', count).off('close', closed).off('error', malformed).unpipe(parser)
      }
      const fail = (error: unknown) => {
        ignore()
        parser.removeAllListeners().on('error', () => {})
        current?.destroy()
        reject(error)
      }
      const malformed = () => fail(new Problem('malformed_upload'))
      const closed = () => {
        if (!stream.readableEnded) malformed()
      }
      const tooLarge = () => fail(new Problem('payload_too_large'))
      const count = (chunk: Buffer) => {
        received += chunk.length
        if (received > maxBytes + formBytes) tooLarge()
      }

      parser.on('field', (name, value, _isNameCut, isCut) => {
        if (isCut || name.length > 100 || Object.hasOwn(fields, name)) malformed()
        else fields[name] = value
      })
      parser.on('file', (name, file, given) => {
        if (name !== 'file' || current) return malformed()
        current = file
        filename = given
        file.once('limit', tooLarge)
        written = writeTo(path, file, announced > 0 ? undefined : reserve)
        written.catch(fail)
      })
      for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, malformed)
      parser.on('error', malformed)
      parser.on('finish', () => {
        ignore()
        if (written) written.then(() => resolve(), reject)
        else malformed()
      })
      const pace = watchPace(() => received, { paceMs, paceBytes, longestMs }, fail)
      stream.on('data', count).once('close', closed).once('error', malformed)
      stream.pipe(parser)
    })

    const size = await written
    if (size === 0 && !filename) throw new Problem('malformed_upload') // a form sent without choosing a file
    return { path, filename, fields }
  }

  return {
    /** Gives `work` the file's way in; whatever becomes of it, nothing stays in the folder. */
    async take<T>(
      request: Pick<RequestFacts, 'stream' | 'header'>,
      work: (receive: (reserve: (bytes: number) => Promise<void>) => Promise<Upload>) => Promise<T>,
    ): Promise<T> {
      const directory = join(folder, randomUUID())
      await mkdir(directory, { recursive: true, mode: 0o700 })
      try {
        return await work((reserve) => receive(request, directory, reserve))
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    },

    /** Removes what a process that was ended left behind. Answers how many uploads that was. */
    async sweep(before: Date, dryRun: boolean): Promise<number> {
      const names = await readdir(folder).catch(() => [])
      let swept = 0
      for (const name of names) {
        const at = await stat(join(folder, name)).catch(() => undefined)
        if (!at || at.mtime >= before) continue
        if (!dryRun) await rm(join(folder, name), { recursive: true, force: true })
        swept += 1
      }
      return swept
    },
  }
}

const parserFor = (type: string, maxBytes: number) => {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: {
        files: 1,
        fields: 4,
        parts: 6,
        fieldSize: 4 * 1024,
        fileSize: maxBytes,
        headerPairs: 20,
        headerSize: 16 * 1024,
      },
    })
  } catch {
    throw new Problem('malformed_upload') // no boundary
  }
}

/** Answers how many bytes it wrote. Without `reserve` room has been reserved already. */
const writeTo = async (
  path: string,
  file: BusboyFileStream,
  reserve: ((bytes: number) => Promise<void>) | undefined,
): Promise<number> => {
  const handle = await open(path, 'wx', 0o600)
  let size = 0
  let reserved = 0
  try {
    for await (const chunk of file as Readable) {
      while (reserve && size + chunk.length > reserved) {
        await reserve(stepBytes)
        reserved += stepBytes
      }
      await handle.writeFile(chunk)
      size += chunk.length
    }
  } finally {
    await handle.close()
  }
  if (file.truncated) throw new Problem('payload_too_large')
  return size
}

/** A body that trickles in holds a connection and its room for nothing. */
export const watchPace = (
  received: () => number,
  { paceMs, paceBytes, longestMs }: { paceMs: number; paceBytes: number; longestMs: number },
  fail: (error: Problem) => void,
): NodeJS.Timeout => {
  const startedAt = performance.now()
  let before = 0
  return setInterval(() => {
    const now = received()
    if (now - before < paceBytes || performance.now() - startedAt > longestMs)
      fail(new Problem('request_timeout'))
    before = now
  }, paceMs)
}
