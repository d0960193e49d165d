import { type ClientOptions, WebSocket } from 'ws'
import { until } from '../support/until.ts'

// biome-ignore lint/suspicious/noExplicitAny: a spec reads messages of many shapes
export type PlainMessage = any

/** A client without Socket.IO: what it was told, and how it ended. */
export interface PlainClient {
  readonly ws: WebSocket
  readonly messages: PlainMessage[]
  readonly closed: () => number | undefined
  say(message: unknown): void
  /** The next of this type that was not taken yet. */
  next(type: string): Promise<PlainMessage>
  closing(): Promise<number>
}

const open = new Set<WebSocket>()

export const openPlain = (url: string, path: string, options: ClientOptions = {}): PlainClient => {
  const ws = new WebSocket(url.replace(/^http/, 'ws') + path, options)
  open.add(ws)
  const messages: PlainMessage[] = []
  const waiting: PlainMessage[] = []
  let code: number | undefined
  ws.on('message', (data) => {
    const message = JSON.parse(data.toString())
    messages.push(message)
    waiting.push(message)
  })
  ws.on('error', () => {})
  ws.on('close', (closeCode) => {
    code = closeCode
    open.delete(ws)
  })
  return {
    ws,
    messages,
    closed: () => code,
    say: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(type) {
      const at = () => waiting.findIndex((message) => message.type === type)
      await until(() => at() >= 0 || code !== undefined, 15_000)
      if (at() < 0) throw new Error(`closed with ${code} before ${type}: ${JSON.stringify(messages)}`)
      return waiting.splice(at(), 1)[0]
    },
    async closing() {
      await until(() => code !== undefined, 15_000)
      return code!
    },
  }
}

/** What the server answers to a handshake that it does not take. */
export const refusedHandshake = (url: string, path: string, options: ClientOptions = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(url.replace(/^http/, 'ws') + path, options)
    ws.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode!)
      response.destroy()
    })
    ws.on('open', () => reject(new Error('it was taken')))
    ws.on('error', reject)
  })

export const closePlain = (): void => {
  for (const ws of open) ws.terminate()
}
