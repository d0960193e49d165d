import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url))

/**
 * Runs the service as a process of its own. Signals to us go on to it, and we end when it ends, the same way. Its log
 * goes where ours goes, or line by line to `onLine`.
 */
export const runService = (
  env: Readonly<Record<string, string | undefined>>,
  onLine?: (line: string) => void,
): ChildProcess => {
  const child = spawn(process.execPath, [main], {
    env,
    stdio: ['ignore', onLine ? 'pipe' : 'inherit', 'inherit'],
  })
  if (onLine) eachLine(child, onLine)
  // A terminal sends SIGINT to the whole group: only what was meant for us alone is passed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('exit', () => child.kill('SIGTERM')) // whatever ends us, nothing of ours goes on alone
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
  return child
}

const eachLine = (child: ChildProcess, onLine: (line: string) => void) => {
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  })
}
