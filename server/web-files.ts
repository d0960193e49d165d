import { open, readFile } from 'node:fs/promises'
import type { Manifest } from '../web/pages/assets.ts'

const root = new URL('../', import.meta.url)

/** What the build left behind. Throws with what to do where there is none. */
export const readWeb = async (): Promise<{ manifest: Manifest; version: string }> => {
  const manifest = await readFile(new URL('web/dist/.vite/manifest.json', root), 'utf8').catch(() => {
    throw new Error('The pages are not built yet: run "npm run build".')
  })
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string }
  return { manifest: JSON.parse(manifest) as Manifest, version }
}

/**
 * The hosts that a map style sends browsers to for tiles, sprites and glyphs, so that the page's policy can name them;
 * `undefined` while the style cannot be reached.
 */
export const mapHostsOf = async (styleUrl: string): Promise<string[] | undefined> => {
  try {
    const { sources, sprite, glyphs } = (await fetchJson(styleUrl)) as MapStyle
    const described = await Promise.all(
      Object.values(sources ?? {}).map(async ({ url, tiles = [], data }) => [
        ...tiles,
        data,
        url,
        ...(isHttp(url) ? (((await fetchJson(url)) as TileJson).tiles ?? []) : []),
      ]),
    )
    const sprites = Array.isArray(sprite) ? sprite.map(({ url }) => url) : [sprite]
    const urls = [...described.flat(), ...sprites, glyphs].filter(isHttp)
    return [...new Set(urls.map((url) => new URL(url).origin))]
  } catch {
    return undefined
  }
}

interface TileJson {
  readonly tiles?: readonly string[]
}
interface MapStyle {
  readonly sources?: Readonly<Record<string, TileJson & { readonly url?: string; readonly data?: unknown }>>
  readonly sprite?: string | readonly { readonly url: string }[]
  readonly glyphs?: string
}

const isHttp = (url: unknown): url is string => typeof url === 'string' && /^https?:/.test(url)

const fetchJson = async (url: string): Promise<unknown> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) })
  return answer.json()
}

const headerLength = 127
const version = 3
const vectorTiles = 1

/** Why a file is no archive of streets, or nothing. A wrong name is better noticed at the start than on a map. */
export const archiveFault = async (path: string): Promise<string | undefined> => {
  const header = await readStart(path).catch((error: Error) => error.message)
  if (typeof header === 'string') return `cannot be read: ${header}`
  if (header.length < headerLength || header.toString('latin1', 0, 7) !== 'PMTiles' || header[7] !== version)
    return `is not a PMTiles archive of version ${version}`
  if (header[99] !== vectorTiles) return 'has no vector tiles'
  return undefined
}

const readStart = async (path: string): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerLength), 0, headerLength, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
