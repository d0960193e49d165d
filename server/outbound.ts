import { lookup, Resolver } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress, isPublicName } from './outbound-addresses.ts'

/** Why a call came to nothing, for whoever named the address: no more than they could find out from anywhere. */
export type OutboundFaultName =
  /** Not an address that is called at all. */
  | 'address_refused'
  /** The name has no address. */
  | 'name_not_found'
  | 'timeout'
  /** No certificate that stands for this name. */
  | 'certificate_refused'
  /** Nobody listens, or the connection broke. */
  | 'connection_failed'

export class OutboundFault extends Error {
  readonly fault: OutboundFaultName

  constructor(fault: OutboundFaultName, cause?: unknown) {
    super(fault, { cause })
    this.name = 'OutboundFault'
    this.fault = fault
  }
}

export interface OutboundSettings {
  /** Private networks, plain http and every port: for development and specs. */
  readonly allowPrivate: boolean
  readonly ports: readonly number[]
  /** All addresses of a name; asked once a call. Throws where there are none. */
  readonly resolve?: (host: string, signal: AbortSignal) => Promise<readonly string[]>
}

export interface OutboundRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** For all of it: the name, the connection, the answer. */
  readonly timeoutMs: number
  /** What is read of the answer's body; the rest is never asked for. */
  readonly maxBytes: number
}

/** A redirect is an answer like any other: nobody follows it. */
export interface OutboundAnswer {
  readonly status: number
  readonly body: string
}

export type Outbound = ReturnType<typeof createOutbound>

/**
 * Calls addresses that strangers have named. A name is resolved once, every address it has must be a public one, and
 * the connection goes to those and no other: a name that means something else a moment later is not asked again. No
 * redirects, no proxies, no connection that another call could find open.
 */
export const createOutbound = ({
  allowPrivate,
  ports,
  resolve = resolverOf(allowPrivate),
}: OutboundSettings) => {
  /** The address as it is called, or `address_refused`. */
  const read = (text: string): URL => {
    const url = URL.parse(text)
    const schemes = allowPrivate ? ['https:', 'http:'] : ['https:']
    if (!url || !schemes.includes(url.protocol) || url.username || url.password) throw refused()
    if (allowPrivate) return url
    if (!ports.includes(Number(url.port || 443))) throw refused()
    const host = bareHost(url)
    if (isIP(host) ? !isPublicAddress(host) : !isPublicName(host)) throw refused()
    return url
  }

  const addressesOf = async (url: URL, signal: AbortSignal): Promise<readonly string[]> => {
    const host = bareHost(url)
    const addresses = isIP(host) ? [host] : await unlessLate(resolve(host, signal), signal)
    if (addresses.length === 0) throw new OutboundFault('name_not_found')
    if (!allowPrivate && !addresses.every(isPublicAddress)) throw refused()
    return addresses
  }

  return {
    /**
     * Throws `address_refused` for what `post` would never call. A name without an address passes: it may get one, and
     * is judged again at every call.
     */
    async check(text: string): Promise<void> {
      const url = read(text)
      try {
        await addressesOf(url, AbortSignal.timeout(2_000))
      } catch (error) {
        if (!(error instanceof OutboundFault) || error.fault === 'address_refused') throw error
      }
    },

    /** Throws an `OutboundFault` where no status came back in time. */
    async post(text: string, request: OutboundRequest): Promise<OutboundAnswer> {
      const signal = AbortSignal.timeout(request.timeoutMs)
      const url = read(text)
      return exchange(url, await addressesOf(url, signal), request, signal)
    },
  }
}

const refused = () => new OutboundFault('address_refused')

/** Without the brackets of IPv6. The parser has read every other way of writing IPv4 (octal, hexadecimal, one number). */
const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** What a resolver throws means that there is no address. */
const unlessLate = (asked: Promise<readonly string[]>, signal: AbortSignal): Promise<readonly string[]> =>
  new Promise((done, fail) => {
    const late = () => fail(new OutboundFault('timeout'))
    signal.addEventListener('abort', late, { once: true })
    asked.then(done, () => done([])).finally(() => signal.removeEventListener('abort', late))
  })

const exchange = (
  url: URL,
  addresses: readonly string[],
  { headers, body, maxBytes }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> =>
  new Promise((done, fail) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false, // a connection of its own, closed afterwards
      lookup: pinnedTo(addresses),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    const late = () => {
      fail(new OutboundFault('timeout'))
      request.destroy()
    }
    signal.addEventListener('abort', late, { once: true })
    request.on('error', (error) => fail(new OutboundFault(faultOf(error), error)))
    request.once('response', (response) => {
      signal.removeEventListener('abort', late) // whoever has said yes and then dawdles has said yes
      void readSome(response, maxBytes, signal).then((text) =>
        done({ status: response.statusCode!, body: text }),
      )
    })
    if (signal.aborted) late()
    else request.end(body)
  })

/** As much as is wanted and comes in time. */
const readSome = async (
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> => {
  const chunks: Buffer[] = []
  const stop = () => response.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    let size = 0
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= maxBytes) break
    }
  } catch {
    // Cut short: what came before is the answer.
  }
  signal.removeEventListener('abort', stop)
  response.destroy()
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
}

/** Answers with the addresses that were judged, whatever is asked. */
const pinnedTo =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, answer) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }))
    if (options.all) answer(null, all)
    else answer(null, all[0]!.address, all[0]!.family)
  }

/**
 * Asks the name servers themselves: the system's own resolver would occupy a thread of the process for as long as a
 * slow name server likes. Where private networks are allowed it is asked all the same, because it knows `localhost`.
 */
const resolverOf = (allowPrivate: boolean) => async (host: string, signal: AbortSignal) => {
  if (allowPrivate) return (await lookup(host, { all: true })).map(({ address }) => address)
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  signal.addEventListener('abort', () => resolver.cancel(), { once: true })
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  return [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

const faultOf = (error: Error): OutboundFaultName => {
  const { code = '' } = error as NodeJS.ErrnoException
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? 'certificate_refused' : 'connection_failed'
}
