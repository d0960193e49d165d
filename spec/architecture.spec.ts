import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['domain', 'db', 'gateway', 'server', 'web', 'scripts'] as const
type Folder = (typeof folders)[number]

/** Imports point inward. What a folder may know of the others; a path narrows it to what begins with it. */
const mayImport: Readonly<Record<Folder, readonly string[]>> = {
  domain: [],
  db: ['domain/'],
  gateway: ['domain/'],
  web: ['domain/'],
  server: ['domain/', 'web/pages/'],
  scripts: ['domain/', 'db/', 'gateway/', 'server/', 'web/', 'spec/support/'],
}
/** The composition root alone knows every part: the process, and a file for each subject that it puts together. */
const composer = 'server/main.ts'
const isComposer = (path: string) => path === composer || path.startsWith('server/compose/')

interface Import {
  readonly from: string
  readonly to: string
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('web/dist/'))

const importsOf = (path: string): Import[] => {
  const text = readFileSync(join(root, path), 'utf8')
  const found = text.matchAll(
    /^(?:import|export)\b(?:[^';]*?\bfrom\b)?\s*'([^']+)'|^\} from '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...found].map(([, whole, tail, lazy]) => ({ from: path, to: whole ?? tail ?? lazy ?? '' }))
}

const isOurs = ({ to }: Import) => to.startsWith('.')
const resolved = ({ from, to }: Import): Import => ({
  from,
  to: relative(root, resolve(root, dirname(from), to)),
})
const folderOf = (path: string) => path.split('/')[0] as Folder
const show = ({ from, to }: Import) => `${from} imports ${to}`

const all = folders.flatMap(sourcesIn).flatMap(importsOf)
const ours = all.filter(isOurs).map(resolved)

describe('the architecture', () => {
  it('has imports to look at', () => {
    expect(ours.length).to.be.greaterThan(100)
  })

  it('lets imports point inward only', () => {
    const crossing = ours.filter(({ from, to }) => folderOf(from) !== folderOf(to) && !isComposer(from))

    const forbidden = crossing.filter(
      ({ from, to }) => !mayImport[folderOf(from)].some((inner) => to.startsWith(inner)),
    )

    expect(forbidden.map(show)).to.deep.equal([])
  })

  it('has one composer, which nothing else imports', () => {
    const importers = ours.filter(({ from, to }) => to === composer || (isComposer(to) && !isComposer(from)))

    expect(importers.map(show)).to.deep.equal([])
  })

  it('keeps the outside out of the domain', () => {
    const outside = all.filter(({ from, to }) => from.startsWith('domain/') && !to.startsWith('.'))

    const unexpected = outside.filter(({ to }) => !/^(typebox|ajv|ajv-formats|yjs)(\/|$)/.test(to))

    expect(unexpected.map(show)).to.deep.equal([])
  })

  it('leaves SQL to the database folder', () => {
    const knowing = all.filter(
      ({ from, to }) => /^(pg|kysely)(\/|$)/.test(to) && !/^(db|scripts\/bench)\//.test(from),
    )

    expect(knowing.map(show)).to.deep.equal([])
  })

  it('reads the environment in one place', () => {
    const inner = folders.filter((folder) => folder !== 'scripts').flatMap(sourcesIn)

    const readers = inner.filter((path) => /\bprocess\.env\b/.test(readFileSync(join(root, path), 'utf8')))

    expect(readers).to.deep.equal([composer])
  })

  it('says file endings, as Node wants them', () => {
    const bare = all.filter(isOurs).filter(({ to }) => !/\.(ts|css|css\?inline|json|mjs)$/.test(to))

    expect(bare.map(show)).to.deep.equal([])
  })
})
