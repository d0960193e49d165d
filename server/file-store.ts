import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileStore } from '../domain/assets/files.ts'
import { Problem } from '../domain/problem.ts'

/** `tenant/uuid/part`: what looks otherwise never becomes a path, wherever it came from. */
const keyShape = /^[1-9][0-9]{0,9}\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[a-z]{1,20}$/

export const assertKey = (key: string): string => {
  if (!keyShape.test(key)) throw new Error(`not a key of the file store: ${JSON.stringify(key)}`)
  return key
}

/** Files in a folder of this machine. A crash leaves either no file under a key, or the whole one. */
export const createFolderStore = (folder: string): FileStore => {
  const pathOf = (key: string) => join(folder, ...assertKey(key).split('/'))

  return {
    async keep(key, path) {
      const place = pathOf(key)
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      const near = await movedBeside(path, place)
      await synchronize(near)
      await rename(near, place)
      await synchronize(dirname(place))
    },

    async open(key, range) {
      const place = pathOf(key)
      const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new Problem('not_found') : error
      })
      if (found.size === 0) return createReadStream(place)
      return createReadStream(place, range && { start: range.start, end: range.end })
    },

    async remove(keys) {
      for (const key of keys) {
        await rm(pathOf(key), { force: true })
        await rm(`${pathOf(key)}.new`, { force: true })
      }
      // One that still holds another part of its asset stays.
      for (const path of new Set(keys.map((key) => dirname(pathOf(key))))) await rmdir(path).catch(() => {})
    },
  }
}

/** A file of another disk has to be copied before it can take its place in one step. */
const movedBeside = async (path: string, place: string): Promise<string> => {
  const near = `${place}.new`
  try {
    await rename(path, near)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await copyFile(path, near)
    await rm(path, { force: true })
  }
  return near
}

const synchronize = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
