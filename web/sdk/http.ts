import type { Language } from '../../domain/problem.ts'
import type { Token } from './home.ts'
import { sdkWords } from './words.ts'

/** A refusal of the service, by its `code`; `unreachable` where it could not be asked. `message` is for people. */
export class FleetingError extends Error {
  readonly code: string
  /** Of the answer; 0 where there was none. */
  readonly status: number
  readonly fields: readonly { readonly field: string; readonly message: string }[]
  readonly requestId: string | null

  constructor(
    code: string,
    message: string,
    { status = 0, fields = [], requestId = null }: Particulars = {},
  ) {
    super(message)
    this.name = 'FleetingError'
    this.code = code
    this.status = status
    this.fields = fields
    this.requestId = requestId
  }
}
interface Particulars {
  status?: number
  fields?: FleetingError['fields']
  requestId?: string | null
}

interface Wish {
  readonly method?: string
  readonly body?: unknown
  readonly token: Awaited<ReturnType<Exclude<Token, string>>>
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * The service's REST face for a page of any site. A token goes along as a header and nothing else does; only the service's
 * own pages may come without one, by the session that they are signed in with.
 */
export const createHttp = (home: string, lang: Language) => {
  const isAtHome = new URL(home).origin === location.origin
  const unreachable = () => new FleetingError('unreachable', sdkWords[lang].unreachable)

  const send = async (path: string, { method = 'GET', body, token, headers }: Wish): Promise<unknown> => {
    const answer = await fetch(home + path, {
      method,
      credentials: isAtHome && !token ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
      headers: {
        Accept: 'application/json',
        'Accept-Language': lang,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => Promise.reject(unreachable()))
    const value = await answer.json().catch(() => undefined)
    if (answer.ok) return value
    throw new FleetingError(value?.code ?? 'unreachable', value?.detail ?? sdkWords[lang].unreachable, {
      status: answer.status,
      fields: value?.errors,
      requestId: answer.headers.get('x-request-id'),
    })
  }

  return {
    async call<T>(path: string, wish: Wish): Promise<T> {
      const isByCookie = isAtHome && !wish.token && (wish.method ?? 'GET') !== 'GET'
      if (!isByCookie) return (await send(path, wish)) as T
      const me = (await send('/api/auth/me/', { token: null })) as { csrf_token?: string }
      const headers = { ...wish.headers, 'X-CSRF-Token': me.csrf_token ?? '' }
      return (await send(path, { ...wish, headers })) as T
    },
  }
}
export type Http = ReturnType<typeof createHttp>
