import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as a mail server gets it. */
export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  /** As it came over the line. */
  readonly raw: string
  readonly header: (name: string) => string | undefined
  readonly headerNames: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly isSecure: boolean
  readonly user: string | undefined
}

export interface TestMailServer {
  readonly port: number
  readonly url: string
  readonly arrived: Arrived[]
  /** Waits until so many mails have come for an address, and answers all that have. */
  mailsTo(address: string, atLeast: number): Promise<readonly Arrived[]>
  close(): Promise<void>
}

interface Options {
  readonly port?: number
  /** Throws to refuse an addressee; `responseCode` of the error is the answer. */
  readonly judge?: (address: string) => void
  /** Waits before it takes a mail. */
  readonly pause?: () => Promise<void>
  readonly smtp?: SMTPServerOptions
}

/** A real mail server on a free port of this machine; takes everything and keeps it for the spec to read. */
export const startMailServer = async ({
  port = 0,
  judge,
  pause,
  smtp,
}: Options = {}): Promise<TestMailServer> => {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    logger: false,
    ...smtp,
    onRcptTo({ address }, _session, done) {
      try {
        judge?.(address)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        await pause?.()
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        arrived.push({
          ...read(raw),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          isSecure: session.secure,
          user: session.user as string | undefined,
        })
        done()
      })
    },
  })
  server.on('error', () => {}) // a client that hangs up
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const at = (server.server.address() as AddressInfo).port
  return {
    port: at,
    url: `smtp://127.0.0.1:${at}`,
    arrived,
    async mailsTo(address, atLeast) {
      const theirs = () => arrived.filter(({ to }) => to.includes(address))
      for (const until = Date.now() + 20_000; theirs().length < atLeast; await delay(10))
        if (Date.now() > until) throw new Error(`${theirs().length} mails of ${atLeast} came to ${address}`)
      return theirs()
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

export const refusal = (responseCode: number, message = 'No such mailbox'): Error =>
  Object.assign(new Error(message), { responseCode })

/** Headers and the two alternatives, as far as our own mails need it (RFC 5322, 2045, 2047). */
const read = (raw: string) => {
  const { headers, body } = partOf(raw)
  const header = (name: string) => headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
  const boundary = /boundary="([^"]+)"/.exec(header('content-type') ?? '')?.[1]
  const parts = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => partOf(part.trimStart()))
    : []
  const bodyOf = (type: string) => {
    const part = parts.find((one) => fieldOf(one, 'content-type').startsWith(type))
    return part ? decoded(part) : ''
  }
  return {
    raw,
    header,
    headerNames: headers.map(([name]) => name),
    subject: wordsOf(header('subject') ?? ''),
    text: bodyOf('text/plain'),
    html: bodyOf('text/html'),
  }
}

type Part = ReturnType<typeof partOf>

const partOf = (raw: string) => {
  const end = raw.indexOf('\r\n\r\n')
  const headers = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
    })
  return { headers, body: raw.slice(end + 4) }
}

const fieldOf = ({ headers }: Part, name: string): string =>
  headers.find(([known]) => known.toLowerCase() === name)?.[1] ?? ''

const decoded = (part: Part): string => {
  const encoding = fieldOf(part, 'content-transfer-encoding').toLowerCase()
  const body = part.body.replace(/\r\n$/, '')
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? unquoted(body.replace(/[ \t]*=\r\n/g, ''))
        : body
  return text.replaceAll('\r\n', '\n')
}

const unquoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** Encoded words; blanks between two of them are no part of the text. */
const wordsOf = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('latin1')
        : Buffer.from(unquoted(text.replaceAll('_', ' ')), 'utf8').toString('latin1'),
    )
    .replace(/[\u0080-\u00ff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'))
