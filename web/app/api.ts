import type { Language } from '../../domain/problem.ts'
import { countRenewal, inTurn, renewals } from './renewals.ts'

/** A refusal as the service words it, or our own words where it could not be reached. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly { field: string; message: string }[]

  constructor(detail: string, { status = 0, code = 'unreachable', fields = [] as Refused['fields'] } = {}) {
    super(detail)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.fields = fields
  }
}

/** What became of a session that was found stale. A service that cannot be reached has ended nothing. */
type Renewal = 'renewed' | 'ended' | 'unreachable'

interface ApiSettings {
  readonly lang: Language
  readonly unreachable: string
  /** The session is over and cannot be renewed. */
  readonly onSignedOut: () => void
  readonly send?: typeof fetch
}

/**
 * The service's REST face for a browser that is signed in by cookies. The CSRF token is kept in memory only; a page
 * that is loaded anew gets it from `/api/auth/me/`.
 */
export const createApi = ({ lang, unreachable, onSignedOut, send = fetch.bind(globalThis) }: ApiSettings) => {
  let csrf = ''
  let refreshing: Promise<Renewal> | null = null

  const request = async (
    method: string,
    path: string,
    body?: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang, ...more }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf
    try {
      return await send(path, {
        method,
        headers,
        credentials: 'same-origin',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch {
      throw new Refused(unreachable)
    }
  }

  const read = async <T>(answer: Response): Promise<T> => {
    const value = answer.status === 204 ? undefined : await answer.json().catch(() => undefined)
    if (!answer.ok)
      throw new Refused(value?.detail ?? unreachable, {
        status: answer.status,
        code: value?.code,
        fields: value?.errors,
      })
    if (typeof value?.csrf_token === 'string') csrf = value.csrf_token
    return value as T
  }

  /** `seen`: how many renewals there had been when the session was found stale; one since then will do. */
  const refresh = (seen: string | null): Promise<Renewal> =>
    inTurn(async () => {
      if (seen !== null && renewals() !== seen) return 'renewed'
      try {
        await read(await request('POST', '/api/auth/refresh'))
        countRenewal()
        return 'renewed'
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 401) return 'unreachable'
        await request('POST', '/api/auth/logout').catch(() => {}) // so that no cookie speaks of it any more
        return 'ended'
      }
    })

  /** One renewal at a time, however many calls find the session stale. Says whether there is a session still. */
  const renew = async (seen = renewals()): Promise<Renewal> => {
    refreshing ??= refresh(seen).finally(() => {
      refreshing = null
    })
    const renewal = await refreshing
    if (renewal === 'ended') {
      csrf = ''
      onSignedOut()
    }
    return renewal
  }

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const seen = renewals()
    const answer = await request(method, path, body, headers)
    if (answer.status !== 401 || isDoor(path)) return answer
    const renewal = await renew(seen)
    if (renewal === 'unreachable') throw new Refused(unreachable)
    return renewal === 'renewed' ? request(method, path, body, headers) : answer
  }
  const call = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    read<T>(await ask(method, path, body, headers))

  return {
    /** For what is refused elsewhere than here, on a socket for one. */
    renew: () => renew(),
    get: <T>(path: string) => call<T>('GET', path),
    /** What may well not be there, of the routes that know `if_any`: null where there is none. */
    getIfAny: async <T>(path: string) => (await call<T | undefined>('GET', `${path}?if_any=true`)) ?? null,
    /** `key`: the same for each try of one deed, so that a second one makes nothing twice (`Idempotency-Key`). */
    post: <T>(path: string, body?: unknown, key?: string) =>
      call<T>('POST', path, body, key === undefined ? undefined : { 'Idempotency-Key': key }),
    put: <T>(path: string, body?: unknown) => call<T>('PUT', path, body),
    /** `etag`: of the state that was changed; somebody who was faster makes it a `conflict`. */
    patch: <T>(path: string, body?: unknown, etag?: string) =>
      call<T>('PATCH', path, body, etag === undefined ? undefined : { 'If-Match': etag }),
    delete: <T>(path: string, etag?: string) =>
      call<T>('DELETE', path, undefined, etag === undefined ? undefined : { 'If-Match': etag }),
    /** What was read, and the tag of its state. */
    async getTagged<T>(path: string): Promise<{ value: T; etag: string | undefined }> {
      const answer = await ask('GET', path)
      return { value: await read<T>(answer), etag: answer.headers.get('ETag') ?? undefined }
    },
    /** A file that the service makes: CSV, GPX. Refused like everything else. */
    async file(path: string): Promise<Blob> {
      const answer = await ask('GET', path, undefined, { Accept: '*/*' })
      return answer.ok ? answer.blob() : read<Blob>(answer)
    },
    /** What a request that is made another way has to bring, an upload with its progress for one. */
    csrf: () => csrf,
  }
}
export type Api = ReturnType<typeof createApi>

/** Where a 401 speaks of the password that was typed, not of the session. */
const isDoor = (path: string) => /^\/api\/auth\/(login|logout|register)/.test(path)
