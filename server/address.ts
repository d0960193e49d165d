import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import proxyAddr from 'proxy-addr'

/** Whether the address, `hop` proxies away, is one of ours. */
export type Trust = (address: string, hop: number) => boolean

/** `proxies`: addresses, networks or `loopback`, separated by commas. Without any, nobody is believed. */
export const trustOf = (proxies: string | undefined): Trust =>
  proxies ? proxyAddr.compile(proxies.split(',').map((proxy) => proxy.trim())) : () => false

/** Where a socket's handshake came from: the same answer that Express gives for a request. */
export const createAddressOf =
  (trust: Trust) =>
  ({ headers, address }: { readonly headers: IncomingHttpHeaders; readonly address: string }): string =>
    proxyAddr({ headers, socket: { remoteAddress: address } } as IncomingMessage, trust)
