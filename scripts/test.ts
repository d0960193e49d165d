import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { watchDescendants } from '../spec/support/descendants.ts'
import { chromium, redis } from '../spec/support/programs.ts'
import { closingLine, type Progress } from '../spec/support/reporter.ts'
import { provideProgram } from './provide-program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const minutesAllowed = 45
/** Most specs wait more than they work: three runs side by side keep two cores busy. Each has a database of its own. */
const runs = 3
const secondsToEnd = 15

/** Everything `npm test` does: pages, programs, specs, and a look at what the specs left behind. */
const main = async (specs: readonly string[]): Promise<void> => {
  const descendants = watchDescendants()
  const troubles: string[] = []
  let progress: Progress = { passed: 0, failed: 0, failures: [], skipped: [], done: false }

  try {
    await buildPages()
    const programs = { REDIS_SERVER: provideProgram(redis), CHROMIUM: provideProgram(chromium) }
    troubles.push(...(await runSpecs(specs, programs, (told) => (progress = told))))
  } catch (error) {
    troubles.push((error as Error).message)
  }
  troubles.push(...progress.skipped.map((title) => `skipped: ${title}`))
  troubles.push(...(await endWhatIsLeft(descendants)))
  descendants.stop()

  for (const failure of progress.failures) console.log(`failed: ${failure}\n`)
  for (const trouble of troubles) console.log(`not right: ${trouble}`)
  const failed = progress.failed + troubles.length
  process.exitCode = failed > 0 ? 1 : 0
  console.log(closingLine(progress.passed, failed))
}

const buildPages = async () => {
  if (!existsSync(`${root}scripts/build.ts`)) return
  const { code, signal } = await ended(start(['scripts/build.ts']))
  if (code !== 0) throw new Error(`the pages could not be built (${signal ?? `exit ${code}`})`)
}

/** Runs the specs that were named, or all of them in several processes, and tells what, besides failed specs, was not right. */
const runSpecs = async (
  named: readonly string[],
  programs: NodeJS.ProcessEnv,
  onProgress: (progress: Progress) => void,
): Promise<string[]> => {
  // Whoever names specs is at work on them and may use `.only`; a full run may not leave anything out.
  if (named.length > 0)
    return runMocha(['node_modules/mocha/bin/mocha.js', ...named], { programs, onProgress })
  const files = globSync('spec/**/*.spec.ts', { cwd: root }).sort()
  const progresses: Progress[] = []
  const troubles = await Promise.all(
    Array.from({ length: runs }, (_, i) =>
      runMocha(['spec/support/worker.ts'], {
        programs,
        isRead: i === 0,
        nextFile: () => files.shift(),
        onProgress(progress) {
          progresses[i] = progress
          onProgress(sum(progresses))
        },
      }),
    ),
  )
  return troubles.flat()
}

const sum = (progresses: readonly (Progress | undefined)[]): Progress =>
  progresses.reduce<Progress>(
    (all, one) => ({
      passed: all.passed + (one?.passed ?? 0),
      failed: all.failed + (one?.failed ?? 0),
      failures: [...all.failures, ...(one?.failures ?? [])],
      skipped: [...all.skipped, ...(one?.skipped ?? [])],
      done: all.done && (one?.done ?? true),
    }),
    { passed: 0, failed: 0, failures: [], skipped: [], done: true },
  )

/** Runs mocha in a process of its own. One is read as it goes; what the others print comes whole, when they have ended. */
const runMocha = async (
  args: readonly string[],
  {
    programs,
    isRead = true,
    nextFile,
    onProgress,
  }: {
    readonly programs: NodeJS.ProcessEnv
    readonly isRead?: boolean
    readonly nextFile?: () => string | undefined
    readonly onProgress: (progress: Progress) => void
  },
): Promise<string[]> => {
  const mocha = start(args, programs, isRead ? 'inherit' : 'pipe')
  const printed: Buffer[] = []
  for (const stream of [mocha.stdout, mocha.stderr]) stream?.on('data', (chunk) => printed.push(chunk))
  let progress: Progress | undefined
  let file: string | undefined
  let overdue: string | undefined
  const endSoon = (milliseconds: number, reason: string) =>
    setTimeout(() => {
      overdue = reason
      mocha.kill('SIGKILL')
    }, milliseconds)

  const timers = [endSoon(minutesAllowed * 60_000, `not done after ${minutesAllowed} minutes`)]
  mocha.on('message', (message: Progress | { readonly wantsFile: true }) => {
    if ('wantsFile' in message) {
      file = nextFile?.()
      mocha.send({ file })
      return
    }
    progress = message
    onProgress(progress)
    if (progress.done) timers.push(endSoon(secondsToEnd * 1000, 'something kept the specs from ending'))
  })
  const { code, signal } = await ended(mocha)
  for (const timer of timers) clearTimeout(timer)
  process.stdout.write(Buffer.concat(printed))

  if (overdue) return [overdue]
  if (!progress?.done) {
    const where = file ? `, in ${file}` : ''
    return [`the specs did not run to their end (${signal ?? `exit ${code}`}${where})`]
  }
  return progress.passed + progress.failed === 0 ? ['no spec ran'] : []
}

/** Children get a moment to follow their parent; then they are ended, by pid, and reported. */
const endWhatIsLeft = async (descendants: ReturnType<typeof watchDescendants>): Promise<string[]> => {
  const deadline = Date.now() + (interrupted ? 500 : 3_000)
  while (descendants.alive().length > 0 && Date.now() < deadline) await sleep(100)
  const left = descendants.alive()
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it ended by itself after all
    }
  }
  return left.map(({ pid, command }) => `left running: ${command} (pid ${pid})`)
}

/** No child is started any more once someone wants us to end. */
const start = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  output: 'inherit' | 'pipe' = 'inherit',
): ChildProcess => {
  if (interrupted) throw new Error(`interrupted by ${interrupted}`)
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output, 'ipc'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

const ended = (child: ChildProcess): Promise<{ code: number | null; signal: string | null }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })

const running = new Set<ChildProcess>()
let interrupted: string | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = signal
    for (const child of running) child.kill('SIGTERM')
  })
}

await main(process.argv.slice(2).filter((arg) => arg !== '--'))
