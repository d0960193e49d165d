import type { Static, TSchema } from 'typebox'
import { fieldLine } from '../domain/field-words.ts'
import { faulty, type Language, Problem, sentenceOf } from '../domain/problem.ts'
import type { Refusal } from '../domain/protocol.ts'
import { Bytes } from '../domain/schema.ts'
import { parser } from '../domain/validate.ts'
import { Allowance, type Budget } from './allowance.ts'
import type { GatewayMetrics, Log } from './ports.ts'
import type { AnySocket, Session } from './session.ts'

interface Namespace {
  readonly namespace: string
  readonly requests: Record<string, { readonly payload: TSchema; readonly reply: TSchema }>
}

export interface RequestHandler<S extends Session> {
  readonly name: string
  readonly parse: (payload: unknown) => unknown
  readonly handle: (session: S, payload: never) => Promise<unknown>
}

/** A request of the protocol and what answers it. The payload is checked before `handle` sees it. */
export const onRequest = <S extends Session, N extends Namespace, E extends keyof N['requests'] & string>(
  { requests }: N,
  name: E,
  handle: (
    session: S,
    payload: Static<N['requests'][E]['payload']>,
  ) => Promise<Static<N['requests'][E]['reply']>>,
): RequestHandler<S> => ({ name, parse: checked(requests[name]!.payload), handle })

export interface Answering {
  readonly metrics: GatewayMetrics
  readonly log: Log
  /** True for an error that says that the database is away. */
  readonly isOutage: (error: unknown) => boolean
  /** What one socket may send. */
  readonly budget: Budget
  /** Requests that have a budget of their own, which those of one budget share. */
  readonly apart?: ReadonlyMap<string, Budget>
}

/** A request as it came over whichever transport; `cutOff` ends the connection. */
export interface Asked<S extends Session> {
  readonly session: S
  readonly name: string
  readonly payload: unknown
  readonly acknowledge: ((answer: unknown) => void) | undefined
  cutOff(): void
}

/** Answers everything that a socket sends, known or not, with or without an acknowledgement. */
export const createAnswering = <S extends Session>(
  handlers: readonly RequestHandler<S>[],
  { metrics, log, isOutage, budget, apart }: Answering,
) => {
  const byName = new Map(handlers.map((handler) => [handler.name, handler]))

  return ({ session, name, payload, acknowledge, cutOff }: Asked<S>): void => {
    if (session.hasEnded) return
    session.allowance ??= new Allowance(budget)
    const { allowance } = session

    const refuse = (error: unknown): void => {
      const problem = toProblem(error, isOutage)
      if (problem.code === 'internal') log.error({ err: error, request: name }, 'a socket request failed')
      metrics.refused(problem.code)
      acknowledge?.(refusalOf(problem, session.language))
      if (isAbuse(problem) && !allowance.strike()) {
        session.hasEnded = true
        setImmediate(cutOff) // after the answer
      }
    }

    try {
      const own = apart?.get(name)
      if (!(own ? purseOf(session, own) : allowance).take()) throw new Problem('rate_limited', { seconds: 1 })
      const handler = byName.get(name)
      if (!handler) throw new Problem('validation_failed', unknownRequest)
      const parsed = handler.parse(payload) as never
      handler.handle(session, parsed).then((reply) => {
        if (!session.hasEnded) acknowledge?.(reply)
      }, refuse)
    } catch (error) {
      refuse(error)
    }
  }
}

const purseOf = (session: Session, budget: Budget): Allowance => {
  session.purses ??= new Map()
  const purse = session.purses.get(budget) ?? new Allowance(budget)
  session.purses.set(budget, purse)
  return purse
}

/** The same for Socket.IO. One listener serves every socket of a namespace: it is called with the socket as `this`. */
export const answerRequests = <S extends Session>(
  handlers: readonly RequestHandler<S>[],
  answering: Answering,
) => {
  const answer = createAnswering(handlers, answering)
  return function (this: AnySocket, name: unknown, ...args: unknown[]): void {
    const session = this.data.session as S | undefined
    if (!session) return
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? (args.pop() as (answer: unknown) => void) : undefined
    answer({
      session,
      name: String(name),
      payload: args[0],
      acknowledge,
      cutOff: () => this.disconnect(true),
    })
  }
}

/** For whom the words are is known from the handshake. Says which fields are wrong, as there is no list for them. */
export const refusalOf = (problem: Problem, language: Language): Refusal => {
  const { code, details } = problem
  const fields = details.errors?.slice(0, 5).map((error) => fieldLine(error, language))
  const sentence = sentenceOf(code, language, details)
  return { error: { code, detail: fields?.length ? `${sentence} (${fields.join('; ')})` : sentence } }
}

export const toProblem = (error: unknown, isOutage: (error: unknown) => boolean): Problem => {
  if (error instanceof Problem) return error
  return new Problem(isOutage(error) ? 'unavailable' : 'internal')
}

const unknownRequest = { errors: [{ field: '', message: 'no such request' }] }

const isAbuse = ({ code }: Problem): boolean => code === 'validation_failed' || code === 'rate_limited'

/** The check itself may be made dear by a large payload, so size is looked at first. */
export const checked = <T extends TSchema>(
  schema: T,
  mostValues = usualValues,
): ((payload: unknown) => Static<T>) => {
  if (Object.keys(schema).filter((key) => !key.startsWith('~')).length === 0)
    return (payload) => payload as Static<T>
  const { properties = {} } = schema as { properties?: Record<string, TSchema> }
  const binary = Object.keys(properties).filter((name) => properties[name] === Bytes)
  const parse = parser(schema)
  return (payload) => {
    const taken = binary.length > 0 ? takeBytes(payload, binary) : undefined
    if (!isModest(taken?.rest ?? payload, mostValues)) throw new Problem('validation_failed', tooLarge)
    if (!taken) return parse(payload)
    return { ...(parse(taken.rest) as object), ...taken.bytes } as Static<T>
  }
}

/** Bytes are no JSON: they are checked for being bytes, and what is left like everything else. */
const takeBytes = (payload: unknown, names: readonly string[]) => {
  const rest: Record<string, unknown> = { ...(payload as object) }
  const bytes: Record<string, Uint8Array> = {}
  for (const name of names) {
    const value = rest[name]
    if (!(value instanceof Uint8Array)) throw faulty({ field: name, message: 'must be bytes' })
    bytes[name] = value
    rest[name] = ''
  }
  return { rest, bytes }
}

const tooLarge = { errors: [{ field: '', message: 'is too large' }] }
const usualValues = 5_000
const deepest = 8

/** Plain JSON of a bearable size: no buffers, few values, not deep. */
export const isModest = (value: unknown, mostValues = usualValues): boolean => {
  let seen = 0
  const isFine = (one: unknown, depth: number): boolean => {
    if (++seen > mostValues) return false
    if (typeof one !== 'object' || one === null) return true
    if (depth >= deepest || ArrayBuffer.isView(one) || one instanceof ArrayBuffer) return false
    for (const key in one) if (!isFine((one as Record<string, unknown>)[key], depth + 1)) return false
    return true
  }
  return isFine(value, 0)
}
