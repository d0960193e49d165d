import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalName } from '../server/built-files.ts'
import { buildIcons } from '../web/icons/build-icons.ts'
import { buildLand } from '../web/map/build-land.ts'
import { describeSdk } from '../web/sdk/describe.ts'
import { sdkConfigs, sdkFolder } from '../web/sdk/vite.config.ts'
import { viteConfig, workerConfig } from '../web/vite.config.ts'
import { squeeze } from './squeeze.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'web/dist')

/**
 * Makes `web/dist`: the pages' scripts and styles, what other sites load, and the land outlines as vector tiles. A step
 * whose inputs are the same as last time is skipped, so every start may call this.
 */
export const build = async (say: (line: string) => void = console.log): Promise<void> => {
  const landHash = await hashOf([
    'scripts/build.ts',
    'web/map/build-land.ts',
    'node_modules/world-atlas/package.json',
  ])
  await step(say, 'land outlines', landHash, '.land.hash', async () => {
    await rm(join(dist, 'land'), { recursive: true, force: true })
    const count = await buildLand(join(dist, 'land'))
    return `${count} tiles`
  })

  const iconsHash = await hashOf(['scripts/build.ts', ...(await sources('web/icons'))])
  await step(
    say,
    'icons',
    iconsHash,
    '.icons.hash',
    async () => `${await buildIcons(join(dist, 'icons'))} icons`,
  )

  const sdkHash = await hashOf([
    'scripts/build.ts',
    'package-lock.json',
    ...(await sources('web', 'domain')),
    ...sdkCompanions,
  ])
  await step(say, 'sdk', sdkHash, '.sdk.hash', async () => {
    const { build: viteBuild } = await import('vite')
    const began = Date.now()
    const versions = { landVersion: landHash.slice(0, 8), sdkVersion: sdkHash.slice(0, 8) }
    for (const config of sdkConfigs(versions)) await viteBuild(config)
    await forgetFilesBefore(began, sdkFolder)
    await squeeze(sdkFolder)
    const { gzip_bytes } = await describeSdk(sdkFolder)
    return `${(gzip_bytes / 1000).toFixed(1)} kB for a script tag`
  })

  const pagesHash = await hashOf([
    'scripts/build.ts',
    'package-lock.json',
    ...(await sources('web', 'domain')).filter((path) => !path.startsWith('web/sdk/')),
  ])
  await step(say, 'pages', pagesHash, '.pages.hash', async () => {
    const { build: viteBuild } = await import('vite') // heavy, and mostly there is nothing to build
    const began = Date.now()
    await viteBuild(viteConfig({ landVersion: landHash.slice(0, 8) }))
    await viteBuild(workerConfig)
    await forgetFilesBefore(began, dist)
    await squeeze(dist)
    return `${(await readdir(dist)).length} files`
  })
}

const step = async (
  say: (line: string) => void,
  name: string,
  hash: string,
  stamp: string,
  make: () => Promise<string>,
) => {
  const path = join(dist, stamp)
  if ((await readFile(path, 'utf8').catch(() => '')) === hash) return say(`build: ${name} unchanged`)
  const began = Date.now()
  await rm(path, { force: true }) // a step that dies half-way is done again
  const made = await make()
  await mkdir(dist, { recursive: true })
  await writeFile(path, hash)
  say(`build: ${name}, ${made}, ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/**
 * Names carry a hash of what is in the file, so the new pages stand beside the old ones until these are forgotten. What was
 * squeezed is as old as the file that it was made of.
 */
const forgetFilesBefore = async (began: number, folder: string) => {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile())
  for (const { name } of files) {
    if (name.startsWith('.')) continue
    const made = await stat(join(folder, originalName(name))).catch(() => null)
    if (!made || made.mtimeMs < began - 1_000) await rm(join(folder, name))
  }
}

const sdkCompanions = ['web/sdk/example.html', 'web/sdk/example.js']

const sources = async (...folders: string[]): Promise<string[]> => {
  const found = await Promise.all(
    folders.map((f) => readdir(join(root, f), { recursive: true, withFileTypes: true })),
  )
  return found
    .flat()
    .filter((entry) => entry.isFile() && /\.(ts|css)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith(relative(root, dist)))
    .sort()
}

const hashOf = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${path}\0`).update(await readFile(join(root, path)))
  return hash.digest('hex')
}

if (import.meta.main) await build()
