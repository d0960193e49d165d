import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What signs sessions and what locks links. */
export interface Secrets {
  readonly jwtKeys: string
  readonly linkKey: string
}

/**
 * Secrets that the environment does not give are made once, and kept in `<dataDir>/secrets.json`, readable by nobody
 * else. Losing the file signs everybody out and makes links impossible to copy again.
 */
export const readSecrets = async (
  dataDir: string,
  given: { jwtKeys: string | undefined; linkKey: string | undefined },
): Promise<Secrets> => {
  if (given.jwtKeys && given.linkKey) return { jwtKeys: given.jwtKeys, linkKey: given.linkKey }
  const kept = await keptIn(dataDir)
  return { jwtKeys: given.jwtKeys ?? kept.jwtKeys, linkKey: given.linkKey ?? kept.linkKey }
}

const keptIn = async (dataDir: string): Promise<Secrets> => {
  const file = join(dataDir, 'secrets.json')
  const read = async () => JSON.parse(await readFile(file, 'utf8')) as Secrets
  try {
    return await read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  await mkdir(dataDir, { recursive: true })
  const made: Secrets = {
    jwtKeys: `k1:${randomBytes(48).toString('base64url')}`,
    linkKey: randomBytes(48).toString('base64url'),
  }
  const draft = `${file}.${randomBytes(8).toString('hex')}` // containers on one volume may share a pid
  await writeFile(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await chmod(draft, 0o600)
  // A hard link appears whole or not at all, and the first of two processes wins.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return read()
}
