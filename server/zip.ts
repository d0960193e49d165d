import type { Readable } from 'node:stream'
import yazl from 'yazl'
import type { ByteStream, FileToSend } from '../domain/assets/files.ts'
import { displayName } from '../domain/assets/names.ts'
import { Problem } from '../domain/problem.ts'

/** Archives under way at once, in this process: each holds a file open, and whoever reads slowly holds it for long. */
const atOnce = 8
let running = 0

export interface Zip {
  readonly stream: Readable
  /** Bytes. */
  readonly size: number
}

/**
 * The files as one archive, which is written while it is read: stored, not deflated, for pictures and films are packed
 * already. Throws `unavailable` when too many are under way.
 */
export const zipOf = async (files: readonly FileToSend[]): Promise<Zip> => {
  if (running >= atOnce) throw new Problem('unavailable')
  running += 1
  const zip = new yazl.ZipFile()
  const stream = zip.outputStream as Readable
  let reading: ByteStream | undefined
  stream.once('close', () => {
    running -= 1
    reading?.destroy() // whoever leaves half-way leaves no file open
  })
  zip.on('error', (error: Error) => stream.destroy(error))

  const names = entryNames(files.map(({ name }) => name))
  files.forEach((file, i) => {
    const options = {
      size: file.size,
      compress: false,
      mode: 0o100644,
      ...(file.lastModified && { mtime: file.lastModified }),
    }
    zip.addReadStreamLazy(names[i]!, options, (done) => {
      file.open().then(
        (source) => {
          reading = source
          if (stream.destroyed) source.destroy()
          done(null, source)
        },
        (error: unknown) => done(error, undefined as never),
      )
    })
  })
  const size = await new Promise<number>((resolve) => {
    zip.end({ forceZip64Format: false, comment: '' }, resolve as () => void)
  })
  return { stream, size }
}

/** Names that open on every system, each once: `photo.jpg`, `photo (2).jpg`. Upper and lower case count as the same. */
export const entryNames = (given: readonly string[]): string[] => {
  const taken = new Set<string>()
  return given.map((one) => {
    const name = displayName(one)
    for (let i = 1; ; i++) {
      const candidate = i === 1 ? name : numbered(name, i)
      const key = candidate.toLowerCase()
      if (taken.has(key)) continue
      taken.add(key)
      return candidate
    }
  })
}

const numbered = (name: string, i: number): string => {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)} (${i})${name.slice(dot)}` : `${name} (${i})`
}
