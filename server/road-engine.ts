import type { Logger } from 'pino'
import type { RoadEngine, RoadTable, Spot } from '../domain/routing/ports.ts'
import { engineProtocols, type Question } from './road-protocols.ts'

export interface RoadEngineOptions {
  /** Where the engine listens; a path, a query (some want a key) and a user are kept. */
  readonly url: string
  readonly engine: RoadEngine['method']
  readonly log: Pick<Logger, 'warn' | 'info'>
  /** Milliseconds that a whole table may take. */
  readonly timeoutMs?: number
  /** Milliseconds in which an engine is left alone that did not answer. */
  readonly pauseMs?: number
}

/** Both engines take tables of 2,500 ways unless they are told otherwise. */
const mostPerSide = 50
const mostBytes = 2 * 1024 * 1024

/**
 * A road engine elsewhere, by HTTP. The operator named it, so it may be in a private network; it is not followed to
 * anywhere else. Whatever goes wrong rejects, and whoever asked goes in a straight line. One that does not answer, or with
 * what nobody understands, is left alone for half a minute; one that refuses a question, because no road is near, is well.
 */
export const createRoadEngine = (options: RoadEngineOptions): RoadEngine => {
  const { engine, log, timeoutMs = 3_000, pauseMs = 30_000 } = options
  const { base, headers } = baseOf(options.url)
  const protocol = engineProtocols[engine]
  let restsUntil = 0
  let isAway = false

  const ask = async (from: readonly Spot[], to: readonly Spot[], signal: AbortSignal): Promise<RoadTable> => {
    const question = protocol.ask(base, from, to)
    const answer = await fetch(question.url, requestOf(question, headers, signal))
    const text = await readAtMost(answer, mostBytes)
    if (answer.status === 400) throw new Refused('answered 400')
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
    return protocol.read(JSON.parse(text), from.length, to.length)
  }

  const answered = (): void => {
    if (isAway) log.info({ engine }, 'the road engine answers again')
    isAway = false
    restsUntil = 0
  }

  const failed = (error: unknown): void => {
    restsUntil = performance.now() + pauseMs
    if (isAway) return
    isAway = true
    log.warn(
      { engine, reason: reasonOf(error) },
      'the road engine does not answer: ways are straight lines meanwhile',
    )
  }

  return {
    method: engine,

    async table(from, to) {
      if (performance.now() < restsUntil) throw new Error('the road engine is left alone for a while')
      // One asks whether it is back; whoever comes meanwhile does not wait with it.
      if (isAway) restsUntil = performance.now() + timeoutMs
      const stop = new AbortController()
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)])
      try {
        const rows = await Promise.all(
          partsOf(from).map((some) => Promise.all(partsOf(to).map((others) => ask(some, others, signal)))),
        )
        answered()
        return joined(rows)
      } catch (error) {
        if (error instanceof Refused) answered()
        else failed(error)
        throw error
      } finally {
        stop.abort() // of several questions, those that nobody waits for any more
      }
    },
  }
}

/** The engine understood, and has nothing to say about these places. */
class Refused extends Error {}

/** `fetch` says in the cause of its error what went wrong. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

/** `fetch` takes no user in an address. */
const baseOf = (address: string): { base: URL; headers: Record<string, string> } => {
  const base = new URL(address)
  const user = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  base.username = ''
  base.password = ''
  return {
    base,
    headers: user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
  }
}

const requestOf = (
  { body }: Question,
  headers: Record<string, string>,
  signal: AbortSignal,
): RequestInit => ({
  redirect: 'error',
  signal,
  headers: {
    ...headers,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
})

const readAtMost = async (answer: Response, most: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength
    if (size > most) throw new Error(`answered more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const partsOf = (spots: readonly Spot[]): Spot[][] =>
  Array.from({ length: Math.ceil(spots.length / mostPerSide) }, (_, i) =>
    spots.slice(i * mostPerSide, (i + 1) * mostPerSide),
  )

/** Parts of a table, beside and below one another, as one. */
const joined = (rows: readonly (readonly RoadTable[])[]): RoadTable => {
  const side = (of: keyof RoadTable) =>
    rows.flatMap((row) => row[0]![of].map((_, i) => row.flatMap((part) => part[of][i]!)))
  return { seconds: side('seconds'), metres: side('metres') }
}
