import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { answer } from './child.ts'
import { clientText, FrameReader, upgradeRequest } from './web-socket.ts'

export interface Vehicle {
  readonly imei: string
  readonly key: string
}

export interface IngestLoadOptions {
  readonly port: number
  readonly accessToken: string
  readonly vehicles: readonly Vehicle[]
}

export interface Sent {
  readonly stored: number
  readonly milliseconds: number
  /** Of the process that sends. */
  readonly cpuUs: number
}

/** Ingest as it comes from outside: programs that send batches, phones on sockets, trackers over HTTP. */
let options: IngestLoadOptions
/** Every vehicle reports once a second; each report of the bench has a time of its own. */
let second = 0
const firstSecond = Math.floor(Date.now() / 1000) - 12 * 3_600

const report = (imei: string | undefined, at: number, step: number) => ({
  ...(imei !== undefined && { imei }),
  latitude: 52.5200066 + step * 1e-5,
  longitude: 13.404954 + step * 1e-5,
  speed: 12.4,
  heading: 271.5,
  accuracy: 4.8,
  recorded_at: new Date(at).toISOString(),
})

/** Programs, each with its part of the fleet, send one batch after another; a batch holds some seconds of that part. */
const batchSize = 1_000
let batches: Buffer[][] = []

const prepareBatches = ({ senders, rows }: { senders: number; rows: number }): number => {
  const perSender = Math.floor(options.vehicles.length / senders)
  const seconds = batchSize / perSender
  const count = Math.ceil(rows / senders / batchSize)
  batches = Array.from({ length: senders }, (_, sender) => {
    const own = options.vehicles.slice(sender * perSender, (sender + 1) * perSender)
    return Array.from({ length: count }, (_, batch) => {
      const reports = Array.from({ length: seconds }, (_, i) => {
        const step = second + batch * seconds + i
        return own.map(({ imei }) => report(imei, (firstSecond + step) * 1000, step))
      })
      return Buffer.from(JSON.stringify(reports.flat()))
    })
  })
  second += count * seconds
  return count * senders * batchSize
}

const sendBatches = () => {
  const agent = new Agent({ keepAlive: true })
  return timed(async () => {
    const stored = await Promise.all(
      batches.map(async (own) => {
        let accepted = 0
        for (const body of own) accepted += await post(body, agent)
        return accepted
      }),
    )
    return stored.reduce((sum, each) => sum + each, 0)
  }).finally(() => agent.destroy())
}

const post = (body: Buffer, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${options.accessToken}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const path = '/api/fleet/positions'
    const sent = request({ port: options.port, path, method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        response.statusCode === 202
          ? resolve(JSON.parse(text).accepted)
          : reject(new Error(`a batch was answered ${response.statusCode}: ${text.slice(0, 300)}`)),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Each device sends its next position as soon as the one before is acknowledged. */
const sendPings = async ({ sockets, milliseconds }: { sockets: number; milliseconds: number }) => {
  const devices = await Promise.all(
    options.vehicles.slice(0, sockets).map((vehicle, i) => ingestSocket(vehicle, i)),
  )
  return untilTimeIsUp(devices, milliseconds)
}

/** OsmAnd's query form, on connections that are kept open. */
const sendOsmand = async ({ sockets, milliseconds }: { sockets: number; milliseconds: number }) => {
  const path = ({ imei, key }: Vehicle, at: number) =>
    `/ingest/osmand/${key}?id=${imei}&timestamp=${at / 1000}&lat=52.520007&lon=13.404954&speed=6.7&bearing=271.5&accuracy=4.8`
  const trackers = await Promise.all(
    options.vehicles.slice(0, sockets).map((vehicle) => keptOpen(options.port, (at) => path(vehicle, at))),
  )
  return untilTimeIsUp(trackers, milliseconds)
}

/** The same request, to a server that only says 200. */
const sendRequests = async ({
  port,
  sockets,
  milliseconds,
}: {
  port: number
  sockets: number
  milliseconds: number
}) => {
  const path = (at: number) =>
    `/ingest/osmand/some-ingest-key?id=${options.vehicles[0]!.imei}&timestamp=${at / 1000}&lat=52.520007&lon=13.404954&speed=6.7&bearing=271.5&accuracy=4.8`
  const clients = await Promise.all(Array.from({ length: sockets }, () => keptOpen(port, path)))
  return untilTimeIsUp(clients, milliseconds)
}

/** Sends one position and resolves once it is acknowledged. */
interface Sender {
  send(at: number): Promise<void>
  close(): void
}

const untilTimeIsUp = async (senders: readonly Sender[], milliseconds: number): Promise<Sent> => {
  let most = 0
  const sent = await timed(async () => {
    const end = performance.now() + milliseconds
    const counts = await Promise.all(
      senders.map(async (sender) => {
        let count = 0
        for (; performance.now() < end; count++) await sender.send((firstSecond + second + count) * 1000)
        return count
      }),
    )
    most = Math.max(...counts)
    return counts.reduce((sum, each) => sum + each, 0)
  })
  second += most
  for (const sender of senders) sender.close()
  return sent
}

const timed = async (work: () => Promise<number>): Promise<Sent> => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const stored = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { stored, milliseconds: performance.now() - began, cpuUs: user + system }
}

const ingestSocket = (vehicle: Vehicle, step: number): Promise<Sender> =>
  new Promise((resolve, reject) => {
    const reader = new FrameReader()
    let isUpgraded = false
    let acknowledged = () => {}
    let refused = reject

    const hear = (text: string): void => {
      if (text.startsWith('43/ingest,')) {
        if (text.includes('"accepted":1,')) acknowledged()
        else refused(new Error(`a ping was answered ${text}`))
      } else if (text.startsWith('0{'))
        socket.write(clientText(`40/ingest,${JSON.stringify({ device_id: vehicle.imei, key: vehicle.key })}`))
      else if (text === '2') socket.write(clientText('3'))
      else if (text.startsWith('40/ingest,')) resolve(sender)
      else reject(new Error(`a device was told ${text}`))
    }
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true })
    socket.on('connect', () => socket.write(upgradeRequest('/socket.io/?EIO=4&transport=websocket')))
    socket.on('data', (chunk) => {
      reader.add(chunk)
      isUpgraded ||= reader.skipPast('\r\n\r\n')
      if (!isUpgraded) return
      for (let message = reader.next(); message; message = reader.next())
        hear(message.payload.toString('latin1'))
    })
    socket.on('error', (error) => refused(error))
    socket.on('close', () => refused(new Error('a device was disconnected')))

    const sender: Sender = {
      send: (at) =>
        new Promise((done, fail) => {
          acknowledged = done
          refused = fail
          socket.write(clientText(`42/ingest,1["position",${JSON.stringify(report(undefined, at, step))}]`))
        }),
      close() {
        refused = () => {}
        socket.resetAndDestroy()
      },
    }
  })

/** One HTTP connection, one request at a time, and no more of HTTP than that takes. */
const keptOpen = (port: number, path: (at: number) => string): Promise<Sender> =>
  new Promise((resolve, reject) => {
    let answered = () => {}
    let refused = reject
    let text = ''
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(sender))
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
      const head = text.indexOf('\r\n\r\n')
      if (head < 0 || text.length < head + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)) return
      const isFine = text.startsWith('HTTP/1.1 200 ')
      const said = text
      text = ''
      if (isFine) answered()
      else refused(new Error(`a ping was answered ${said.slice(0, 400)}`))
    })
    socket.on('error', (error) => refused(error))
    socket.on('close', () => refused(new Error('a connection was closed')))
    const sender: Sender = {
      send: (at) =>
        new Promise((done, fail) => {
          answered = done
          refused = fail
          socket.write(`GET ${path(at)} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n\r\n`)
        }),
      close() {
        refused = () => {}
        socket.resetAndDestroy()
      },
    }
  })

answer({
  begin(given: IngestLoadOptions) {
    options = given
  },
  prepareBatches,
  sendBatches,
  sendPings,
  sendOsmand,
  sendRequests,
})
