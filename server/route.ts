import type { Readable } from 'node:stream'
import type { Static, TSchema } from 'typebox'
import type { Member, Role } from '../domain/actor.ts'
import type { Language, Problem, ProblemName } from '../domain/problem.ts'
import type { Pass, Wish } from '../domain/share-links/visits.ts'
import type { Feature } from '../domain/tenants/features.ts'
import type { Entered } from './gate.ts'

/**
 * One entry of the route table: a sentence about HTTP. The table is the one source of validation, types, OpenAPI and
 * of the spec that calls every route as nobody, as another tenant and as a lesser role.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options' | 'all'
  /** Express's form: `/api/fleet/vehicles/:imei`. A trailing slash never matters. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** Which of a process's roles serves it; `house` is served by all. */
  readonly part: 'http' | 'ingest' | 'house'
  /** `anyone`, any signed-in `member`, the least role that may, or a link's `visitor`, who comes through the gate. */
  readonly who: Who
  /** What the caller's organization must have switched on; asked before the role. */
  readonly feature?: Feature
  /** What a `visitor` wants of the link that the path names as `:ref`; the gate has granted it before the handler runs. */
  readonly wish?: Wish
  /** Other sites may show its pages inside theirs; everything else is shown in no frame. */
  readonly mayBeFramed?: boolean
  /** What is spent on whoever the gate turns away, so that how long it takes does not tell why. */
  readonly spend?: () => Promise<void>
  /** A refusal as a page, where people rather than programs arrive; nothing leaves it as it is. */
  readonly refuse?: (problem: Problem, request: RequestFacts, params: unknown) => Answer | undefined
  readonly status: number
  /** Statuses that the same reply may have as well. */
  readonly otherStatuses: readonly number[]
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** What the body should be like, for the documentation, where the handler judges its parts one by one. */
  readonly describes?: TSchema
  /** Bytes of body that are read at most. */
  readonly bodyLimit: number
  /** `text` hands the body over as it came, whatever its content type; `form` takes a page's form as well as JSON;
   * `stream` leaves it to the handler, as `request.stream`: its shape is in `describes`, as multipart/form-data. */
  readonly bodyAs: BodyAs
  /** Of a stream that is no form: the media type of its bytes, for the documentation. */
  readonly bodyType?: string
  /** Headers that the handler reads itself, for the documentation. */
  readonly headers?: TSchema
  /** A schema for JSON, media types for anything else, nothing for an empty answer. */
  readonly reply?: TSchema | readonly string[]
  /** Refusals beyond those that every route of its kind has. */
  readonly refusals: readonly ProblemName[]
  /** Which budget a call draws on before anything else is done. */
  readonly limit: LimitName
  readonly handle: (call: Call) => Promise<unknown>
}

export type Who = 'anyone' | 'visitor' | 'member' | Role
export type BodyAs = 'json' | 'text' | 'form' | 'stream'
export type LimitName =
  | 'share_open'
  | 'share_fail'
  /** Wrong passwords of one link, whoever tries. */
  | 'link_fail'
  /** How much of a file one paid download may take. */
  | 'download_share'
  | 'share_create'
  | 'login'
  | 'password_forgot'
  | 'register'
  | 'api'
  /** What visitors say of a shared file. */
  | 'comment'
  | 'ingest'
  | 'none'

export interface Call {
  readonly actor: Member | undefined
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly request: RequestFacts
  readonly visit: Entered | undefined
  readonly gate: VisitorsGate | undefined
}

/** The gate, as a handler has it whose visitor stands in it. */
export interface VisitorsGate {
  /** Lets the visitor in for a further wish, or throws the refusal. */
  further(wish: Wish): Promise<Entered>
  /** Leaves a pass with the visitor. Answers it as it is written. */
  leave(pass: Pass): string
}

/** What a handler may know of the request itself. */
export interface RequestFacts {
  readonly id: string
  readonly method: string
  readonly ip: string
  readonly language: Language
  /** Path and query as they came. */
  readonly url: string
  readonly path: string
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: string
  header(name: string): string | undefined
  /** The body as it comes, for a route whose `bodyAs` is `stream`: whoever takes it watches its size and its pace. */
  readonly stream: Readable
  /** Monotonic milliseconds: what was read for this request may be as old. */
  readonly startedAt: number
  /** The way of an answer that goes on until somebody ends it: bytes that wait for the client, and how to cut it off. */
  readonly connection: { unsent(): number; cut(): void }
  /** Draws one from a budget of this name and key, or throws `rate_limited`. */
  consume(limit: LimitName, key: string): Promise<void>
  /** Leaves a cookie with whoever asked, in the place of one of the same name; also where the answer is a refusal. */
  leave(cookie: string): void
}

/** An answer that is more than a JSON value: another status, headers, or another media type. */
export class Answer {
  readonly status: number
  readonly value: unknown
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly type: string | undefined

  constructor(value: unknown, options: { status?: number; headers?: Answer['headers']; type?: string } = {}) {
    this.value = value
    this.status = options.status ?? 200
    this.headers = options.headers ?? {}
    this.type = options.type
  }
}

/** Text, bytes or a stream of a media type other than JSON. */
export const media = (type: string, value: string | Uint8Array | Readable, headers: Answer['headers'] = {}) =>
  new Answer(value, { type, headers })

/** A route without a reply may answer anything: nobody reads it. */
type Reply<R> = R extends TSchema ? Static<R> | Answer : R extends readonly string[] ? Answer : unknown
type Input<S> = S extends TSchema ? Static<S> : undefined
interface Definition<
  W extends Who,
  P extends TSchema | undefined,
  Q extends TSchema | undefined,
  B extends TSchema | undefined,
  R extends TSchema | readonly string[] | undefined,
> {
  method: Route['method']
  path: string
  summary: string
  tag: string
  part?: Route['part']
  who: W
  feature?: W extends 'anyone' | 'visitor' ? never : Feature
  wish?: W extends 'visitor' ? Wish : never
  mayBeFramed?: boolean
  spend?: Route['spend']
  refuse?: Route['refuse']
  status?: number
  otherStatuses?: readonly number[]
  params?: P
  query?: Q
  body?: B
  describes?: TSchema
  bodyLimit?: number
  bodyAs?: Route['bodyAs']
  bodyType?: string
  headers?: TSchema
  reply?: R
  refusals?: readonly ProblemName[]
  limit?: LimitName
  handle: (call: {
    actor: W extends 'anyone' | 'visitor' ? Member | undefined : Member
    visit: W extends 'visitor' ? Entered : undefined
    gate: W extends 'visitor' ? VisitorsGate : undefined
    params: Input<P>
    query: Input<Q>
    body: Input<B>
    request: RequestFacts
  }) => Promise<Reply<R>>
}

/** Fills in what is usual (a visitor has the gate's own budget), and forgets the precise types that the handler was checked with. */
export const route = <
  W extends Who,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
  R extends TSchema | readonly string[] | undefined = undefined,
>(
  definition: Definition<W, P, Q, B, R>,
): Route =>
  ({
    status: definition.reply ? 200 : 204,
    otherStatuses: [],
    part: 'http',
    bodyLimit: 64 * 1024,
    bodyAs: 'json',
    refusals: [],
    limit: definition.who === 'visitor' ? 'none' : 'api',
    ...(definition.who === 'visitor' && { wish: 'open' }),
    ...definition,
  }) as unknown as Route
