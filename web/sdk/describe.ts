import { createHash } from 'node:crypto'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const here = fileURLToPath(new URL('.', import.meta.url))
/** The names of a page that loads the script tag. */
const globals = ['ShareWidget', 'CollaborationClient', 'AnalyticsDashboard', 'LiveMap'] as const

/** Adds what belongs to a built SDK: its types, an example, and of each script its size and integrity. Answers the script tag's. */
export const describeSdk = async (folder: string) => {
  await copyFile(`${here}fleeting.d.ts`, join(folder, 'fleeting.d.ts'))
  await writeFile(join(folder, 'fleeting.global.d.ts'), globalTypes)
  for (const name of ['example.html', 'example.js']) await copyFile(here + name, join(folder, name))

  const files: Record<string, Awaited<ReturnType<typeof describe>>> = {}
  const scripts = (await readdir(folder)).filter((name) => /\.m?js$/.test(name)).sort()
  for (const name of scripts) files[name] = await describe(join(folder, name))
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify({ files }, null, 2)}\n`)
  return files['fleeting.global.js']!
}

const describe = async (path: string) => {
  const bytes = await readFile(path)
  const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`
  return { integrity, bytes: bytes.length, gzip_bytes: gzipSync(bytes, { level: 9 }).length }
}

const globalTypes = `import type * as sdk from './fleeting.js'
declare global {
  const Fleeting: typeof sdk
${globals.map((name) => `  const ${name}: typeof sdk.${name}`).join('\n')}
}
`
