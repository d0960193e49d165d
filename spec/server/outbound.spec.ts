import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { createOutbound, OutboundFault, type OutboundSettings } from '../../server/outbound.ts'
import { until } from '../support/until.ts'

const hostile = [
  // No scheme that is called, or no address at all
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  '//example.com/',
  'example.com',
  'https://',
  '',
  // Somebody's name and password
  'https://user:pass@example.com/',
  'https://user@example.com/',
  // Ports of other things
  'https://example.com:22/',
  'https://example.com:5432/',
  'https://example.com:6379/',
  'https://example.com:80/',
  // This machine
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.255.255.254/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://１２７.0.0.1/',
  'https://127。0。0。1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::1]/',
  'https://[::]/',
  'https://localhost/',
  'https://LOCALHOST/',
  'https://localhost./',
  'https://a.localhost/',
  'https://localhost.localdomain/',
  // This network
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://metadata.google.internal/',
  'https://100.100.100.200/',
  'https://168.63.129.16/',
  'https://192.0.0.192/',
  'https://printer.local/',
  'https://intranet/',
  'https://example.com./',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fec0::1]/',
  // Everybody at once, nobody, or not handed out
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://240.0.0.1/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://203.0.113.1/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[4000::1]/',
  // IPv4 inside of IPv6
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[64:ff9b:1::10.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[2002:c0a8:101::1]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2a00:1450:4000::5efe:7f00:1]/',
]

const publicAddress = '93.184.215.14'
const request = { headers: {}, body: '{"a":1}', timeoutMs: 5_000, maxBytes: 64 * 1024 }

const faultOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (error instanceof OutboundFault) return error.fault
    throw error
  }
  return expect.fail('nothing was refused')
}

/** As in production, with a resolver that answers what it is told, one answer a question. */
const aStrict = (answers: readonly (readonly string[])[], from: Partial<OutboundSettings> = {}) => {
  const asked: string[] = []
  const outbound = createOutbound({
    allowPrivate: false,
    ports: [443, 8443],
    async resolve(host) {
      asked.push(host)
      return answers[Math.min(asked.length, answers.length) - 1]!
    },
    ...from,
  })
  return { outbound, asked }
}

describe('a call to an address that a stranger named', () => {
  const servers: Server[] = []
  /** A receiver on this machine; `calls` counts connections. */
  const aReceiver = async (listener: RequestListener) => {
    const server = createServer(listener).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    let calls = 0
    server.on('connection', () => calls++)
    const { port } = server.address() as AddressInfo
    return { port, url: `http://127.0.0.1:${port}/hook`, calls: () => calls }
  }
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })
  const open = createOutbound({ allowPrivate: true, ports: [443] })

  for (const url of hostile)
    it(`is refused for ${url || 'nothing'}, before any name is asked for [T-42]`, async () => {
      const { outbound, asked } = aStrict([[publicAddress]])

      expect(await faultOf(outbound.check(url))).to.equal('address_refused')
      expect(await faultOf(outbound.post(url, request))).to.equal('address_refused')
      expect(asked).to.deep.equal([])
    })

  it('is allowed for names and addresses of the internet, on the ports of the settings', async () => {
    const { outbound, asked } = aStrict([[publicAddress, '2606:2800:21f:cb07:6820:80da:af6b:8b2c']])

    await outbound.check('https://hooks.example.com/a?b=c')
    await outbound.check('https://hooks.example.com:8443/')
    await outbound.check(`https://${publicAddress}/`)
    await outbound.check('https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/')

    expect(asked).to.deep.equal(['hooks.example.com', 'hooks.example.com'])
  })

  it('is refused where any one of the addresses of a name lies inside [T-42]', async () => {
    const inside = [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '::1',
      '::ffff:10.0.0.1',
      'fd00::1',
      '100.64.1.1',
    ]
    for (const address of [...inside, 'not an address'])
      for (const answer of [[address], [publicAddress, address]]) {
        const { outbound } = aStrict([answer])

        expect(await faultOf(outbound.check('https://example.com/')), address).to.equal('address_refused')
        expect(await faultOf(outbound.post('https://example.com/', request)), address).to.equal(
          'address_refused',
        )
      }
  })

  it('asks for a name once, and goes nowhere else when the name moves inside meanwhile [T-42]', async () => {
    const receiver = await aReceiver((_, res) => res.end())
    const { outbound, asked } = aStrict([[publicAddress], ['127.0.0.1']], { ports: [receiver.port] })

    const fault = await faultOf(
      outbound.post(`https://rebind.example.com:${receiver.port}/`, { ...request, timeoutMs: 500 }),
    )

    expect(asked).to.deep.equal(['rebind.example.com'])
    expect(fault).to.be.oneOf(['timeout', 'connection_failed'])
    expect(receiver.calls()).to.equal(0)
  })

  it('judges a name anew at every call [T-42]', async () => {
    const { outbound } = aStrict([[publicAddress], ['127.0.0.1']])

    await outbound.check('https://rebind.example.com/')

    expect(await faultOf(outbound.post('https://rebind.example.com/', request))).to.equal('address_refused')
  })

  it('goes to the address that was judged, under the name that was given', async () => {
    const seen: unknown[] = []
    const receiver = await aReceiver((req, res) => {
      seen.push([req.method, req.url, req.headers.host, req.headers.connection, req.headers['x-a']])
      res.writeHead(202).end('taken')
    })
    const outbound = createOutbound({ allowPrivate: true, ports: [], resolve: async () => ['127.0.0.1'] })

    const answer = await outbound.post(`http://hooks.example.com:${receiver.port}/a?b=c`, {
      ...request,
      headers: { 'x-a': '1' },
    })

    expect(answer).to.deep.equal({ status: 202, body: 'taken' })
    expect(seen).to.deep.equal([['POST', '/a?b=c', `hooks.example.com:${receiver.port}`, 'close', '1']])
  })

  it('uses a connection once [T-42]', async () => {
    const receiver = await aReceiver((_, res) => res.end('ok'))

    await open.post(receiver.url, request)
    await open.post(receiver.url, request)

    expect(receiver.calls()).to.equal(2)
  })

  it('follows no redirect [T-42]', async () => {
    const inside = await aReceiver((_, res) => res.end('secret'))
    const receiver = await aReceiver((_, res) => res.writeHead(307, { location: inside.url }).end())

    const answer = await open.post(receiver.url, request)

    expect(answer.status).to.equal(307)
    expect(inside.calls()).to.equal(0)
  })

  it('takes any status for an answer', async () => {
    const receiver = await aReceiver((_, res) => res.writeHead(500).end('broken'))

    expect(await open.post(receiver.url, request)).to.deep.equal({ status: 500, body: 'broken' })
  })

  it('ends in time where nothing is answered, or nothing but a name is waited for', async () => {
    const receiver = await aReceiver(() => {})
    const { outbound } = aStrict([], { resolve: () => new Promise(() => {}) })

    expect(await faultOf(open.post(receiver.url, { ...request, timeoutMs: 200 }))).to.equal('timeout')
    expect(await faultOf(outbound.post('https://example.com/', { ...request, timeoutMs: 200 }))).to.equal(
      'timeout',
    )
  })

  it('reads no more of a body than it wants, endless or slow as it may be', async () => {
    let isCut = 0
    const endless = await aReceiver((_, res) => {
      res.on('close', () => isCut++)
      const more = () => {
        while (!res.destroyed && res.write('x'.repeat(16_384)));
      }
      res.on('drain', more)
      more()
    })
    const slow = await aReceiver((_, res) => {
      res.on('close', () => isCut++)
      res.writeHead(200).write('begun')
    })

    const first = await open.post(endless.url, { ...request, maxBytes: 1_000 })
    const second = await open.post(slow.url, { ...request, timeoutMs: 400 })

    expect([first.status, first.body.length]).to.deep.equal([200, 1_000])
    expect(second).to.deep.equal({ status: 200, body: 'begun' })
    await until(() => isCut === 2)
  })

  it('says that nobody listens, and that a name has no address', async () => {
    const receiver = await aReceiver(() => {})
    for (const server of servers.splice(0)) server.close()
    const { outbound } = aStrict([[]])
    const broken = aStrict([], { resolve: () => Promise.reject(new Error('SERVFAIL')) }).outbound

    expect(await faultOf(open.post(receiver.url, request))).to.equal('connection_failed')
    expect(await faultOf(outbound.post('https://example.com/', request))).to.equal('name_not_found')
    expect(await faultOf(broken.post('https://example.com/', request))).to.equal('name_not_found')
    await outbound.check('https://example.com/') // may get an address, and is judged then
  })

  it('goes through no proxy of the environment [T-42]', async () => {
    const proxy = await aReceiver((_, res) => res.end('proxied'))
    const receiver = await aReceiver((_, res) => res.end('direct'))
    const code = `
      import { get } from 'node:http'
      import { createOutbound } from ${JSON.stringify(new URL('../../server/outbound.ts', import.meta.url).href)}
const plain = await new Promise((done) => get('${receiver.url}', (answer) => answer.on('data', (text) => done(String(text)))))
      const { body } = await createOutbound({ allowPrivate: true, ports: [] })
        .post('${receiver.url}', { headers: {}, body: '', timeoutMs: 5000, maxBytes: 100 })
      console.log(plain, body)`
    const env = {
      ...process.env,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: new URL(proxy.url).origin,
      http_proxy: new URL(proxy.url).origin,
      NO_PROXY: '',
    }

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      env,
    })

    // What the environment says holds for other calls of this process, or nothing would be shown here.
    expect(stdout.trim()).to.equal('proxied direct')
  })
})
