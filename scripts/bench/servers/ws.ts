import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { presentLive } from '../../../domain/positions/schema.ts'
import { subjectOf, vehicleOf } from '../fleet.ts'
import { host, readOptions } from './host.ts'

/**
 * The least that WebSockets cost in node: `ws` keeps the connections, an update is made into one frame, and the frame
 * is written to the TCP socket of each viewer. The text is the one that Socket.IO sends.
 */
const options = readOptions()
const httpServer = createServer()
const server = new WebSocketServer({ server: httpServer, perMessageDeflate: false })
const rooms = Array.from({ length: options.vehicles }, (): Socket[] => [])

server.on('connection', (client: WebSocket & { _socket?: Socket }, request) => {
  const vehicle = vehicleOf(request.url!.slice(1))
  rooms[vehicle]!.push(client._socket!)
  client.on('error', () => {})
})

host(httpServer, options, (vehicle, position) => {
  const payload = JSON.stringify(['positions', [presentLive(subjectOf(vehicle).id, position)]])
  const frame = textFrame(`42/live,${payload}`)
  for (const socket of rooms[vehicle]!) socket.write(frame)
})

const textFrame = (text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : 4
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = 0x81
  if (head === 2) frame[1] = length
  else {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  }
  frame.write(text, head)
  return frame
}
