import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { RoadEngine, Spot } from '../../domain/routing/ports.ts'
import { createRoadEngine } from '../../server/road-engine.ts'

type Handle = (request: IncomingMessage, body: string, response: ServerResponse) => void

const servers: Server[] = []
/** A little engine that answers what `handle` writes, and remembers what it was asked. */
const anEngine = async (handle: Handle) => {
  const asked: { method: string; url: string; body: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method = '', url = '', headers } = request
      asked.push({ method, url, body, authorization: headers.authorization })
      handle(request, body, response)
    })
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
const json = (response: ServerResponse, value: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

const places: Spot[] = [
  { latitude: -23.5505199, longitude: -46.6333094 },
  { latitude: -23.56, longitude: -46.64 },
  { latitude: -23.57, longitude: -46.65 },
]
/** Seconds and metres that say which two places they belong to. */
const way = (from: number, to: number) => from * 1_000 + to * 500

/** As osrm-routed answers `/table/v1/driving/…`: every place that is named, in whole metres and tenths of seconds. */
const osrmTable: Handle = ({ url = '' }, _body, response) => {
  const { pathname, searchParams } = new URL(url, 'http://osrm')
  const coordinates = pathname.split('/').at(-1)!.split(';')
  const indexes = (name: string) => searchParams.get(name)!.split(';').map(Number)
  const longitudes = coordinates.map((pair) => Number(pair.split(',')[0]))
  const table = (unit: number) =>
    indexes('sources').map((from) =>
      indexes('destinations').map(
        (to) => Math.round(Math.abs(longitudes[from]! - longitudes[to]!) * 1_000) * unit,
      ),
    )
  const waypoints = (name: string) =>
    indexes(name).map((i) => ({
      hint: 'x',
      location: coordinates[i]!.split(',').map(Number),
      name: '',
      distance: 3,
    }))
  json(response, {
    code: 'Ok',
    durations: table(1),
    distances: table(10),
    sources: waypoints('sources'),
    destinations: waypoints('destinations'),
  })
}

/** As Valhalla answers `/sources_to_targets`: kilometres and seconds, each with its indexes. */
const valhallaTable: Handle = (_request, body, response) => {
  const { sources, targets, units } = JSON.parse(body)
  json(response, {
    algorithm: 'timedistancematrix',
    units,
    sources,
    targets,
    sources_to_targets: sources.map((_: unknown, from: number) =>
      targets.map((_: unknown, to: number) => ({
        distance: way(from, to) / 1_000,
        time: way(from, to),
        date_time: null,
        time_zone_offset: null,
        time_zone_name: null,
        to_index: to,
        from_index: from,
      })),
    ),
  })
}

describe('a road engine', () => {
  const said: [string, unknown][] = []
  const log = {
    warn: (details: unknown) => void said.push(['warn', details]),
    info: (details: unknown) => void said.push(['info', details]),
  }
  const engineAt = (url: string, engine: RoadEngine['method'] = 'osrm', from: object = {}) =>
    createRoadEngine({ url, engine, log: log as never, ...from })
  beforeEach(() => void said.splice(0))
  after(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })
  const failure = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => expect.fail('it answered'),
      (error: Error) => error,
    )

  it('is asked as OSRM wants to be asked, and its table read [RO-1]', async () => {
    const { url, asked } = await anEngine(osrmTable)

    const table = await engineAt(url).table([places[0]!], places)

    expect(asked).to.deep.equal([
      {
        method: 'GET',
        url:
          '/table/v1/driving/-46.633309,-23.550520;-46.633309,-23.550520;-46.640000,-23.560000;-46.650000,-23.570000' +
          '?sources=0&destinations=1;2;3&annotations=duration,distance',
        body: '',
        authorization: undefined,
      },
    ])
    expect(table).to.deep.equal({ seconds: [[0, 7, 17]], metres: [[0, 70, 170]] })
  })

  it('is asked as Valhalla wants to be asked, and its kilometres become metres [RO-1]', async () => {
    const { url, asked } = await anEngine(valhallaTable)

    const table = await engineAt(url, 'valhalla').table(places.slice(0, 2), places)

    expect([asked[0]!.method, asked[0]!.url]).to.deep.equal(['POST', '/sources_to_targets'])
    const spots = places.map(({ latitude, longitude }) => ({ lat: latitude, lon: longitude }))
    expect(JSON.parse(asked[0]!.body)).to.deep.equal({
      sources: spots.slice(0, 2),
      targets: spots,
      costing: 'auto',
      units: 'kilometers',
      verbose: true,
    })
    expect(table.seconds).to.deep.equal([
      [0, 500, 1_000],
      [1_000, 1_500, 2_000],
    ])
    expect(table.metres).to.deep.equal(table.seconds)
  })

  it('keeps the path, the key and the user of its address [RO-1]', async () => {
    const { url, asked } = await anEngine(osrmTable)
    const address = `${url.replace('http://', 'http://fleet:s%40crit@')}/maps/?key=a%20b`

    await engineAt(address).table([places[0]!], [places[1]!])

    expect(asked[0]!.url).to.match(
      /^\/maps\/table\/v1\/driving\/[^?]+\?key=a%20b&sources=0&destinations=1&annotations=/,
    )
    expect(asked[0]!.authorization).to.equal(`Basic ${Buffer.from('fleet:s@crit').toString('base64')}`)
  })

  it('is asked for large tables in parts that it takes [RO-1]', async () => {
    const { url, asked } = await anEngine(osrmTable)
    const many = Array.from({ length: 101 }, (_, i) => ({ latitude: 0, longitude: i / 1_000 }))

    const { seconds, metres } = await engineAt(url).table(many, many)

    expect(asked).to.have.length(9)
    expect(seconds).to.deep.equal(many.map((_, from) => many.map((_, to) => Math.abs(from - to))))
    expect(metres[100]![3]).to.equal(970)
    expect(await engineAt(url).table([], [])).to.deep.equal({ seconds: [], metres: [] })
  })

  it('says where there is no way [RO-3]', async () => {
    const osrm = await anEngine((_request, _body, response) =>
      json(response, { code: 'Ok', durations: [[null, 5]], distances: [[null, 50]] }),
    )
    const valhalla = await anEngine((_request, _body, response) =>
      json(response, {
        sources_to_targets: [
          [
            { distance: null, time: null, to_index: 0, from_index: 0 },
            { distance: 0.05, time: 5, to_index: 1, from_index: 0 },
          ],
        ],
      }),
    )
    const expected = { seconds: [[null, 5]], metres: [[null, 50]] }

    for (const [engine, { url }] of [
      ['osrm', osrm],
      ['valhalla', valhalla],
    ] as const)
      expect(await engineAt(url, engine).table([places[0]!], places.slice(1))).to.deep.equal(expected)
  })

  const nonsense: Record<string, Handle> = {
    'an error': (_request, _body, response) => json(response, { code: 'Ok' }, 500),
    'a page': (_request, _body, response) => response.end('<html>'),
    'another shape': (_request, _body, response) => json(response, { code: 'Ok', durations: [['5']] }),
    'another size': (_request, _body, response) =>
      json(response, { code: 'Ok', durations: [[1, 2]], distances: [[1, 2]] }),
    'negative ways': (_request, _body, response) =>
      json(response, { code: 'Ok', durations: [[-1]], distances: [[1]] }),
    'ways beyond all measure': (_request, _body, response) =>
      json(response, { code: 'Ok', durations: [[1e12]], distances: [[1]] }),
    'ways without end': (_request, _body, response) =>
      response.end('{"code":"Ok","durations":[[1]],"distances":[[1e400]]}'),
    'a refusal in an answer': (_request, _body, response) =>
      json(response, { code: 'NoTable', durations: [[1]], distances: [[1]] }),
    'another address': (_request, _body, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    'more than it may': (_request, _body, response) => {
      response.writeHead(200)
      for (let i = 0; i < 40; i++) response.write(' '.repeat(64 * 1_024))
      response.end('{"code":"Ok","durations":[[1]],"distances":[[1]]}')
    },
    'half of it': (_request, _body, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"code":')
      response.destroy()
    },
    'nothing, for too long': () => {},
    'drop by drop': (_request, _body, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    },
  }
  for (const [what, handle] of Object.entries(nonsense))
    it(`that answers ${what} is left alone, and the log says so once [RO-2] [RO-3]`, async () => {
      const { url, asked } = await anEngine(handle)
      const engine = engineAt(url, 'osrm', { timeoutMs: 400 })
      const ask = () => failure(engine.table([places[0]!], [places[1]!]))

      await ask()
      const first = asked.length
      for (const _ of [1, 2, 3])
        expect((await ask()).message).to.equal('the road engine is left alone for a while')

      expect(asked).to.have.length(first)
      expect(first).to.equal(1)
      expect(said.map(([level]) => level)).to.deep.equal(['warn'])
    })

  it('that is not there is left alone too, and its key is in no log [RO-3]', async () => {
    const { url } = await anEngine(osrmTable)
    servers.pop()!.close()

    await failure(engineAt(`${url}/?key=secret`).table([places[0]!], [places[1]!]))

    expect(said).to.have.length(1)
    expect(JSON.stringify(said)).to.contain('ECONNREFUSED').and.not.contain('secret')
  })

  it('is asked again after the pause; the log says that it is back [RO-3]', async () => {
    let isWell = false
    const { url, asked } = await anEngine((request, body, response) =>
      isWell ? osrmTable(request, body, response) : json(response, {}, 503),
    )
    const engine = engineAt(url, 'osrm', { pauseMs: 50 })
    const ask = () => engine.table([places[0]!], [places[1]!])

    await failure(ask())
    await sleep(60)
    await failure(ask())
    isWell = true
    await sleep(60)
    await ask()
    await ask()

    expect(asked).to.have.length(4)
    expect(said.map(([level]) => level)).to.deep.equal(['warn', 'info'])
  })

  it('is asked by one at a time whether it is back, and a refusal says that it is [RO-3]', async () => {
    const waiting: (() => void)[] = []
    let status = 503
    const { url, asked } = await anEngine((_request, _body, response) => {
      const answer = () => void json(response, {}, status)
      if (status === 503) answer()
      else waiting.push(answer)
    })
    const engine = engineAt(url, 'osrm', { pauseMs: 10 })
    const ask = () => failure(engine.table([places[0]!], [places[1]!]))
    await Promise.all([ask(), ask(), ask()])
    expect(asked).to.have.length(3)
    await sleep(20)

    status = 400
    const first = ask()
    const others = await Promise.all([ask(), ask()])
    while (waiting.length === 0) await sleep(5)
    waiting[0]!()
    await first

    expect(others.map(({ message }) => message)).to.deep.equal(
      Array(2).fill('the road engine is left alone for a while'),
    )
    expect(asked).to.have.length(4)
    expect(said.map(([level]) => level)).to.deep.equal(['warn', 'info'])
  })

  it('that refuses one question is well [RO-3]', async () => {
    const { url } = await anEngine((request, body, response) =>
      request.url!.includes('0.000000,0.000000')
        ? json(response, { code: 'NoSegment', message: 'Could not find a matching segment' }, 400)
        : osrmTable(request, body, response),
    )
    const engine = engineAt(url)

    await failure(engine.table([{ latitude: 0, longitude: 0 }], [places[1]!]))

    expect((await engine.table([places[0]!], [places[1]!])).seconds).to.deep.equal([[7]])
    expect(said).to.deep.equal([])
  })
})
