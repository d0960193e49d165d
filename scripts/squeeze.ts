import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { squeezedName } from '../server/built-files.ts'

const compress = promisify(brotliCompress)
const text = /\.(js|mjs|css)$/
const named = /-[\w-]{8}\.(js|mjs|css)$/

/**
 * Beside each script and style of a folder, the same as small as brotli makes it: an eighth less than what a server can
 * do while somebody waits, and done once instead of for every visitor. Where a name tells the content, what an earlier
 * build squeezed is taken again.
 */
export const squeeze = async (folder: string): Promise<void> => {
  const names = await readdir(folder)
  const known = new Set(names)
  const one = async (name: string) => {
    const path = join(folder, squeezedName(name))
    if (named.test(name) && known.has(squeezedName(name))) return
    const unfinished = `${path}.new` // whoever stops a build must not leave half a file behind
    await writeFile(unfinished, await squeezed(await readFile(join(folder, name))))
    await rename(unfinished, path)
  }
  await Promise.all(names.filter((name) => text.test(name)).map(one))
}

const squeezed = (bytes: Buffer): Promise<Buffer> =>
  compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
