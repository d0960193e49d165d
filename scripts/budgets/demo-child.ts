import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../spec/support/free-port.ts'

export interface Demo {
  readonly url: string
  /** The first link that moves. */
  readonly busLink: string
  readonly email: string
  readonly password: string
  /** Everything that it says once it runs. */
  readonly said: string
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../demo.ts', import.meta.url))

/** The demo as users start it, with its data in a folder of its own. Rejects with its last words where it ends before. */
export const startDemo = async (
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Demo> => {
  const port = String(await freePort())
  const child = spawn(process.execPath, [program, '--data', folder, '--port', port], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const words: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      words.push(line)
      if (line.includes('Ctrl-C')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the demo ended (${code}):\n${words.join('\n')}`)))
  })
  const said = words.join('\n')
  const [busLink] = /http\S+\/share\/\S+/.exec(said) ?? []
  const [, email, password] = /\((\S+@\S+), password (\S+)\)/.exec(said) ?? []
  if (!busLink || !email || !password) throw new Error(`the demo said something else than expected:\n${said}`)
  return {
    url: new URL('/', busLink).href,
    busLink,
    email,
    password,
    said,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** The link that the demo prints behind a name. */
export const linkIn = (said: string, name: string): string => {
  const link = new RegExp(`^ *${name} +(http\\S+)$`, 'm').exec(said)?.[1]
  if (!link) throw new Error(`the demo names no link of ${name}:\n${said}`)
  return link
}
