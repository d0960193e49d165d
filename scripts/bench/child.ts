import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { coreCount, hasTaskset } from './machine.ts'

/** A program of the bench in a process of its own, which answers what it is asked over Node's own channel. */
export interface Child {
  readonly pid: number
  ask<T>(name: string, value?: unknown, withinMs?: number): Promise<T>
  stop(): Promise<void>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly value: unknown
}

interface Reply {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

const running = new Set<Child>()

export const stopChildren = async (): Promise<void> => {
  await Promise.all([...running].map((child) => child.stop()))
}

/** `file` beside this one. On a machine with two cores or more it runs on the given one, if any. */
export const startChild = (file: string, core: number | undefined, args: readonly string[] = []): Child => {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const command = [process.execPath, '--expose-gc', ...flagsOf(file), program, ...args]
  const pinned = isPinning && core !== undefined ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(pinned[0]!, pinned.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, (reply: Reply) => void>()
  const left = once(child, 'exit')
  let lastId = 0
  child.on('message', (reply: Reply) => waiting.get(reply.id)?.(reply))
  child.on('error', () => {})
  left.then(() => {
    running.delete(self)
    for (const [id, hear] of waiting) hear({ id, error: `${file} ended` })
  })

  const ask = <T>(name: string, value: unknown = null, withinMs = 60_000): Promise<T> => {
    const id = ++lastId
    return new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => hear({ id, error: `${file}: no answer to ${name}` }), withinMs)
      const hear = (reply: Reply) => {
        clearTimeout(late)
        waiting.delete(id)
        if (reply.error) reject(new Error(reply.error))
        else resolve(reply.value as T)
      }
      waiting.set(id, hear)
      if (hasEnded(child)) return hear({ id, error: `${file} has ended` })
      child.send(
        { id, name, value } satisfies Question,
        (error) => error && hear({ id, error: error.message }),
      )
    })
  }

  const self: Child = {
    pid: child.pid ?? 0,
    ask,
    stop: async () => {
      if (hasEnded(child)) return
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await left
      clearTimeout(late)
    },
  }
  running.add(self)
  return self
}

export const isPinning = coreCount >= 2 && hasTaskset

/** For profiles. */
const flagsOf = (file: string): string[] =>
  file.startsWith('servers/') ? (process.env.BENCH_SERVER_FLAGS?.split(' ') ?? []) : []

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

export type Handlers = Readonly<Record<string, (value: never) => unknown>>

/** The other end: answers questions until the asker is gone. */
export const answer = (handlers: Handlers): void => {
  process.on('SIGINT', () => {}) // a terminal tells everybody; the asker will end us
  process.on('SIGTERM', () => process.exit(0))
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ id, name, value }: Question) => {
    const reply = await Promise.resolve()
      .then(() => handlers[name]!(value as never))
      .then((answered): Reply => ({ id, value: answered ?? null }))
      .catch((error: Error): Reply => ({ id, error: `${name}: ${error.stack ?? error.message}` }))
    process.send?.(reply)
  })
}
