import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Problem } from '../../domain/problem.ts'
import { createTurns } from '../turns.ts'
import type { Outcome, Told, Works } from './process.ts'

const program = fileURLToPath(new URL('./process.ts', import.meta.url))

export interface ApartOptions {
  /** Processes, and files under work at once. */
  readonly atOnce: number
  /** Callers that may wait for their turn; further ones are refused. */
  readonly waiting: number
  readonly timeoutMs: number
  readonly idleMs?: number
}

/**
 * Runs what looks into people's files in processes of their own. One that takes too long, or that a file brings down, is
 * replaced, and the file is `file_unreadable`.
 */
export const createApart = ({ atOnce, waiting, timeoutMs, idleMs = 60_000 }: ApartOptions) => {
  const inTurn = createTurns(atOnce, waiting)
  const idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = []
  const all = new Set<ChildProcess>()

  const take = (): ChildProcess => {
    const free = idle.pop()
    if (!free) return start()
    clearTimeout(free.timer)
    return free.child
  }

  const start = (): ChildProcess => {
    const child = fork(program, [], {
      env: {},
      execArgv: ['--max-old-space-size=768', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    all.add(child)
    child.on('error', () => {}) // its exit says the same
    child.once('exit', () => {
      all.delete(child)
      const at = idle.findIndex((one) => one.child === child)
      if (at >= 0) clearTimeout(idle.splice(at, 1)[0]!.timer)
    })
    // Waiting for nothing, it keeps nobody from ending; a timer does while it works.
    child.unref()
    child.channel?.unref()
    return child
  }

  const giveBack = (child: ChildProcess): void => {
    if (!child.connected) return
    idle.push({ child, timer: setTimeout(() => child.kill('SIGKILL'), idleMs).unref() })
  }

  const ask = (child: ChildProcess, work: keyof Works, args: readonly unknown[]): Promise<Told> =>
    new Promise((resolve) => {
      const end = (told: Told) => {
        clearTimeout(timer)
        child.off('message', end)
        child.off('exit', died)
        resolve(told)
      }
      const died = () => end({ fault: 'ended' })
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        end({ fault: 'took too long' })
      }, timeoutMs)
      child.once('message', end as (message: unknown) => void)
      child.once('exit', died)
      child.send({ work, args }, (error) => error && died())
    })

  return {
    run: <W extends keyof Works>(work: W, ...args: Parameters<Works[W]>): Promise<Outcome<W>> =>
      inTurn(async () => {
        const child = take()
        const told = await ask(child, work, args)
        if (
          'fault' in told &&
          told.fault !== undefined &&
          (told.fault === 'took too long' || !child.connected)
        )
          child.kill('SIGKILL')
        else giveBack(child)
        if ('value' in told) return told.value as Outcome<W>
        if ('refusal' in told) throw new Problem(told.refusal.code, told.refusal.details)
        throw new Problem('file_unreadable')
      }),

    close(): void {
      for (const child of all) child.kill('SIGKILL')
    },
  }
}

export type Apart = ReturnType<typeof createApart>
