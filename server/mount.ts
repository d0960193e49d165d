import { randomUUID } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Member } from '../domain/actor.ts'
import { holdsKeySecret } from '../domain/api-keys/key.ts'
import { Problem } from '../domain/problem.ts'
import type { Pass, Passes } from '../domain/share-links/visits.ts'
import type { TenantProfiles } from '../domain/tenants/profiles.ts'
import { parser } from '../domain/validate.ts'
import { type AdmitPorts, admit, bringsKey, type Sessions } from './auth.ts'
import { drain, hasBody } from './body-deadline.ts'
import type { Entered, Gate } from './gate.ts'
import type { Idempotency } from './idempotency.ts'
import { networkOf } from './limits.ts'
import { knockOf, passCookie } from './passes.ts'
import { presentProblem, refusalHeaders, toProblem } from './problems.ts'
import { Facts, type FactsPorts } from './request-facts.ts'
import { Answer, type Call, type RequestFacts, type Route, type VisitorsGate } from './route.ts'

export interface MountPorts extends FactsPorts {
  readonly sessions: Sessions
  readonly keys: AdmitPorts['keys']
  readonly profiles: Pick<TenantProfiles, 'of' | 'assertFeature'>
  readonly gate: Gate
  readonly passes: Passes
  readonly now: () => Date
  readonly idempotency: Idempotency
  readonly isOutage: (error: unknown) => boolean
  /** Hears of everybody who came through a link's gate, once a request. */
  readonly onVisit: (visit: Entered, request: RequestFacts) => void
  /** Hears of every answer; `error` is there when it is one that only we can mend. */
  readonly observe: (seen: Observation) => void
  /** Checks what handlers answer against the table: on in specs. */
  readonly checkReplies: boolean
}

export interface Observation {
  readonly requestId: string
  readonly traceId: string | undefined
  readonly method: string
  /** The path of the table, never the one of the request: that one may carry a token. */
  readonly route: string
  readonly status: number
  readonly milliseconds: number
  readonly actor: Member | undefined
  readonly error?: unknown
}

/** Puts routes on the app. Each schema is compiled once; each request is checked in the same order. */
export const mount = (app: Express, routes: readonly Route[], ports: MountPorts): void => {
  for (const route of routes) app[route.method](route.path, handlerOf(route, ports))
}

/** Stands after everything else: what no route took, and what was thrown outside of one. */
export const mountRefusals = (app: Express, ports: MountPorts): void => {
  app.use((req, res) => refuse(req, res, new Problem('not_found'), 'none', ports))
  // What is thrown outside of handlers: an address that cannot be decoded, a file that is not there. Express knows this
  // by its four parameters.
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    const { status, headers } = (error ?? {}) as { status?: number; headers?: Record<string, string> }
    if (status === 416) return void res.status(status).set(headers).end()
    const isNowhere = error instanceof URIError || status === 404
    refuse(req, res, isNowhere ? new Problem('not_found') : error, 'none', ports)
  })
}

const handlerOf = (route: Route, ports: MountPorts) => {
  const readParams = route.params && parser(route.params, 'text')
  const readQuery = route.query && parser(route.query, 'text')
  const readBody = route.body && parser(route.body)
  const door = { sessions: ports.sessions, keys: ports.keys, profiles: ports.profiles }
  const receive = bodyReader(route)
  const checkReply =
    ports.checkReplies && route.reply && !Array.isArray(route.reply) && parser(route.reply as never)

  return async (req: Request, res: Response): Promise<void> => {
    const facts = new Facts(req, res, ports)
    let params: unknown
    try {
      if (route.limit !== 'api') await facts.consume(route.limit, networkOf(facts.ip))
      if (holdsKeySecret(facts.url)) throw new Problem('key_in_address')
      const actor = await (bringsKey(req)
        ? guesses(facts, ports, () => admit(req, route, facts, door))
        : admit(req, route, facts, door))
      res.locals.actor = actor
      if (route.limit === 'api') await facts.consume('api', budgetOf(actor, facts))

      params = readParams ? asPath(() => readParams({ ...req.params })) : undefined
      const visiting = route.who === 'visitor' ? await enter(route, facts, params, actor, ports) : undefined
      const query = readQuery?.({ ...req.query })
      if (receive && hasBody(req)) await receive(req, res)
      const body = readBody ? readBody(req.body) : receive ? req.body : undefined
      const call: Call = {
        actor,
        params,
        query,
        body,
        request: facts,
        visit: undefined,
        gate: undefined,
        ...visiting,
      }

      if (route.bodyAs === 'stream') res.locals.rawBody = lengthOf(req)
      const answer = await ports.idempotency.once(call, route, res.locals.rawBody, async () =>
        asAnswer(await route.handle(call), route),
      )
      if (checkReply && answer.type === undefined && answer.status < 300 && answer.status !== 204)
        checkReply(structuredClone(answer.value))
      send(res, answer)
      observe(req, res, route.path, ports)
    } catch (error) {
      const page = route.refuse?.(toProblem(error, ports.isOutage), facts, params)
      if (!page || res.headersSent) return refuse(req, res, error, route.path, ports)
      send(res, page)
      observe(req, res, route.path, ports, page.status >= 500 ? error : undefined)
    } finally {
      if (route.bodyAs === 'stream') drain(req)
    }
  }
}

/** A program has a budget of its own, beside that of whoever made its key. */
const budgetOf = (actor: Member | undefined, facts: Facts): string => {
  if (actor?.keyId) return `key:${actor.keyId}`
  return actor ? `user:${actor.userId}` : networkOf(facts.ip)
}

/** Each key has to be looked for, so wrong ones draw on a budget, and nobody looks for those beyond it. */
const guesses = async <T>(facts: Facts, { limits }: MountPorts, enter: () => Promise<T>): Promise<T> => {
  const key = `keys:${networkOf(facts.ip)}`
  await limits.refuseExhausted('api', key)
  try {
    return await enter()
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_signed_in') await facts.consume('api', key)
    throw error
  }
}

/** Through the link's gate, which leaves its pass with the visitor. Nothing that a link shows is for a cache. */
const enter = async (
  { wish = 'open', spend, mayBeFramed }: Route,
  facts: Facts,
  params: unknown,
  actor: Member | undefined,
  { gate, passes, now, onVisit }: MountPorts,
): Promise<{ visit: Entered; gate: VisitorsGate }> => {
  const { ref } = params as { ref: string }
  facts.keepFromCaches()
  const leave = (pass: Pass): string => {
    const written = passes.write(pass)
    facts.leave(passCookie(facts, ref, pass, written, now(), mayBeFramed))
    return written
  }
  const entered = (visit: Entered): Entered => {
    if (visit.newPass) leave(visit.newPass)
    onVisit(visit, facts)
    return visit
  }
  const visit = await gate.enter(knockOf(facts, ref, actor), wish).catch(async (error: unknown) => {
    if (!(error instanceof Problem && error.code === 'rate_limited')) await spend?.()
    throw error
  })
  if (wish !== 'address') entered(visit)
  return { visit, gate: { further: async (further) => entered(await gate.further(visit, further)), leave } }
}

const bodyReader = (route: Route) => {
  if (route.bodyAs === 'stream' || (!route.body && route.bodyAs === 'json')) return undefined
  const options = { limit: route.bodyLimit, type: () => true, verify: keepRaw }
  const readText = express.text(options)
  const readJson = express.json({ ...options, strict: false })
  const readForm = express.urlencoded({ ...options, extended: false, parameterLimit: 100 })
  const readerFor = (req: Request) => {
    if (route.bodyAs === 'text') return readText
    if (route.bodyAs === 'form' && req.is('urlencoded')) return readForm
    return req.is(['json', '+json']) ? readJson : undefined
  }
  return (req: Request, res: Response) =>
    new Promise<void>((resolve, reject) => {
      const read = readerFor(req)
      if (!read) return reject(new Problem('unsupported_media_type', { expected: 'application/json' }))
      read(req, res, (error?: unknown) => (error ? reject(error) : resolve()))
    })
}

/** What came is remembered as it came: whether a request is a repeat is not for its parsed form to say. */
const keepRaw = (_req: unknown, res: unknown, bytes: Buffer): void => {
  ;(res as Response).locals.rawBody = bytes
}

/** What an upload is compared by, when it is repeated under the same key: its bytes are not kept. */
const lengthOf = (req: Request): Buffer => Buffer.from(req.get('content-length') ?? '')

/** An address that cannot be one of ours is an unknown address, not a fault in a form. */
const asPath = <T>(read: () => T): T => {
  try {
    return read()
  } catch {
    throw new Problem('not_found')
  }
}

const asAnswer = (value: unknown, route: Route): Answer =>
  value instanceof Answer ? value : new Answer(value, { status: route.status })

const send = (res: Response, { status, value, headers, type }: Answer): void => {
  res.status(status)
  for (const [name, header] of Object.entries(headers)) res.setHeader(name, header as string)
  if (type) res.type(type)
  if (value === undefined || value === null) res.end()
  else if (value instanceof Readable && res.req.method === 'HEAD') {
    value.destroy()
    res.end()
  } else if (value instanceof Readable)
    pipeline(value, res, () => {}) // whichever of the two breaks off ends the other
  else if (type && value instanceof Uint8Array)
    res.send(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  else if (type) res.send(value)
  else res.json(value)
}

const refuse = (req: Request, res: Response, error: unknown, route: string, ports: MountPorts): void => {
  const problem = toProblem(error, ports.isOutage)
  if (res.headersSent) {
    res.destroy()
  } else {
    // A cache may keep even a 404 or a 410, and would show it to whom it no longer concerns.
    res.setHeader('Cache-Control', 'no-store')
    for (const [name, value] of Object.entries(refusalHeaders(problem))) res.setHeader(name, value)
    const { language, id } = new Facts(req, res, ports)
    const document = presentProblem(problem, { language, instance: `urn:uuid:${id}`, requestId: id })
    res.status(document.status).type('application/problem+json').send(JSON.stringify(document))
  }
  observe(req, res, route, ports, problem.code === 'internal' ? error : undefined)
}

const observe = (req: Request, res: Response, route: string, ports: MountPorts, error?: unknown): void => {
  const { requestId, traceId, startedAt, actor } = res.locals
  const milliseconds = performance.now() - startedAt
  const status = res.statusCode
  ports.observe({
    requestId,
    traceId,
    method: req.method,
    route,
    status,
    milliseconds,
    actor,
    ...(error ? { error } : {}),
  })
}

/** Names the request before anything else looks at it, so that even the first refusal carries its id. */
export const identifyRequest = (req: Request, res: Response, next: () => void): void => {
  const given = req.get('x-request-id')
  res.locals.requestId = given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
  res.locals.traceId = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(
    req.get('traceparent') ?? '',
  )?.[1]
  res.locals.startedAt = performance.now()
  res.setHeader('X-Request-Id', res.locals.requestId)
  next()
}
