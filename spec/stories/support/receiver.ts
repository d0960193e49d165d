import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { endWithSpecs } from '../../support/leftovers.ts'

interface Told {
  readonly body: string
  readonly headers: Record<string, string>
}

/** A program's own server, which is told what happens: it takes everything, and looks at the signature when it is asked. */
export const openReceiver = async () => {
  const told: Told[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    told.push({ body, headers: request.headers as Record<string, string> })
    response.writeHead(204).end()
    for (const look of waiting) look()
  }).listen(0, '127.0.0.1')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  endWithSpecs(close)
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close,
    /** The names of what was told once `last` is among them, each with its signature verified; or what came in 15 s. */
    async namesUntil(last: string, secret: string): Promise<readonly string[]> {
      const names = () => told.map((one) => nameOf(one, secret))
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 15_000)
        const look = () => {
          if (!names().includes(last)) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
      return names()
    },
  }
}

const nameOf = ({ body, headers }: Told, secret: string): string =>
  (new Webhook(secret).verify(body, headers) as { type: string }).type
