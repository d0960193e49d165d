import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { drain, endBodyDeadline, limitBodyTime } from '../../server/body-deadline.ts'

describe('the time that a body may take', () => {
  let server: Server
  const listen = async (answer: RequestListener, ms = 100) => {
    server = createServer(answer).listen(0, '127.0.0.1')
    limitBodyTime(server, ms)
    await once(server, 'listening')
  }
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Half of a body is sent, and the other half when `more` resolves. Answers all that comes back. */
  const send = async (more?: Promise<unknown>): Promise<string> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const answer = text(socket)
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello')
    if (more) {
      await more
      socket.write('hello')
    }
    return answer
  }
  const later = (ms = 300) => new Promise((resolve) => setTimeout(resolve, ms))

  it('ends with 408 for whoever keeps the rest of it [T-38]', async () => {
    await listen((req, res) => void req.resume().once('end', () => res.end('taken')))

    expect(await send()).to.match(/^HTTP\/1\.1 408 /)
  })

  it('is over once it is here, however long the answer takes', async () => {
    const answer: RequestListener = (_req, res) => void later(2_300).then(() => res.end('taken'))
    await listen((req, res) => void req.resume().once('end', () => answer(req, res)), 2_000)

    expect(await send(Promise.resolve())).to.match(/^HTTP\/1\.1 200 [\s\S]*taken/)
  })

  it('is the taker’s to watch, once it says so', async () => {
    await listen((req, res) => {
      endBodyDeadline(req)
      req.resume().once('end', () => res.end('taken'))
    })

    expect(await send(later())).to.match(/^HTTP\/1\.1 200 [\s\S]*taken/)
  })

  it('goes by, after a refusal, without losing the answer', async () => {
    await listen((req, res) => {
      res.writeHead(413).end('too large')
      drain(req)
    }, 10_000)

    expect(await send(Promise.resolve())).to.match(/^HTTP\/1\.1 413 [\s\S]*too large/)
  })
})
