import type { Readable } from 'node:stream'
import type { Request, Response } from 'express'
import type { Member } from '../domain/actor.ts'
import { chosenLanguage } from '../domain/chosen-language.ts'
import type { Language } from '../domain/problem.ts'
import type { TenantProfiles } from '../domain/tenants/profiles.ts'
import { endBodyDeadline } from './body-deadline.ts'
import { type Allowance, type Limits, rateLimitHeaders } from './limits.ts'
import type { LimitName, RequestFacts } from './route.ts'

export interface FactsPorts {
  readonly limits: Limits
  readonly publicUrl: (req: Request) => string
}

/** Nothing that a link shows is for a cache, a search engine or the next site's logs. */
const forVisitorsOnly = {
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  Vary: 'Accept, Accept-Language, Cookie',
}

/** Most routes ask for few of these, and a device's for next to none: each is found out when it is asked for. */
export class Facts implements RequestFacts {
  readonly #req: Request
  readonly #res: Response
  readonly #ports: FactsPorts

  constructor(req: Request, res: Response, ports: FactsPorts) {
    this.#req = req
    this.#res = res
    this.#ports = ports
  }

  get id(): string {
    return this.#res.locals.requestId
  }
  get method(): string {
    return this.#req.method
  }
  get ip(): string {
    return this.#req.ip ?? ''
  }
  get language(): Language {
    return this.#res.locals.language ?? this.#chosen ?? languageOf(this.#req)
  }
  /** What a person has chosen on a page counts before what their browser prefers. */
  get #chosen(): Language | undefined {
    return chosenLanguage(this.#req.get('cookie'))
  }
  /** `*` names none: it is what programs send that were told nothing. */
  get namesNoLanguage(): boolean {
    return !this.#chosen && /^\s*(\*\s*(;.*)?)?$/.test(this.#req.get('accept-language') ?? '')
  }
  /** From here on, whatever is said to the caller is said in this language, refusals included. */
  speak(language: Language): void {
    this.#res.locals.language = language
  }
  get url(): string {
    return this.#req.originalUrl
  }
  get path(): string {
    return this.#req.path
  }
  get publicUrl(): string {
    return this.#ports.publicUrl(this.#req)
  }
  get stream(): Readable {
    endBodyDeadline(this.#req)
    return this.#req
  }
  get startedAt(): number {
    return this.#res.locals.startedAt
  }
  get connection(): RequestFacts['connection'] {
    const res = this.#res
    return {
      unsent: () => res.socket?.writableLength ?? 0,
      // What has been answered to its end belongs to the next request.
      cut: () => void (res.writableFinished || res.destroy()),
    }
  }
  /** Whoever takes it apart from the rest can call it nonetheless. */
  readonly header = (name: string): string | undefined => this.#req.get(name)
  /** In the place of one of the same name that this answer was to leave already. */
  leave(cookie: string): void {
    const name = cookie.slice(0, cookie.indexOf('=') + 1)
    const before = [this.#res.getHeader('Set-Cookie') ?? []].flat().map(String)
    this.#res.setHeader('Set-Cookie', [...before.filter((other) => !other.startsWith(name)), cookie])
  }
  keepFromCaches(): void {
    for (const [name, value] of Object.entries(forVisitorsOnly)) this.#res.setHeader(name, value)
  }
  async consume(limit: LimitName, key: string): Promise<void> {
    announce(this.#res, await this.#ports.limits.consume(limit, key))
  }
}

/** Who names no language is spoken to in their organization's. */
export const settleLanguage = async (
  facts: Pick<Facts, 'namesNoLanguage' | 'speak'>,
  { tenantId }: Pick<Member, 'tenantId'>,
  profiles: Pick<TenantProfiles, 'of'>,
): Promise<void> => {
  if (facts.namesNoLanguage) facts.speak((await profiles.of(tenantId)).locale)
}

const announce = (res: Response, allowance: Allowance | undefined): void => {
  if (!allowance) return
  for (const [name, value] of Object.entries(rateLimitHeaders(allowance))) res.setHeader(name, value)
}

const languageOf = (req: Request): Language => {
  const wanted = req.acceptsLanguages(['en', 'pt-BR', 'pt', 'es']) || 'en'
  return wanted === 'pt' ? 'pt-BR' : (wanted as Language)
}
