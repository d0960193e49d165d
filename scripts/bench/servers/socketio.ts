import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { presentLive } from '../../../domain/positions/schema.ts'
import { subjectOf, vehicleOf } from '../fleet.ts'
import { host, readOptions } from './host.ts'

/** What one would write first: Socket.IO, a room a vehicle, one `emit` an update. */
const options = readOptions()
const httpServer = createServer()
const io = new Server(httpServer, { serveClient: false, perMessageDeflate: false, httpCompression: false })
const live = io.of('/live')

live.on('connection', (socket) => {
  const { token } = socket.handshake.auth as { token?: string }
  if (token !== undefined) {
    socket.join(`vehicle ${vehicleOf(token)}`)
    socket.emit('snapshot', {})
  }
  socket.on('subscribe', (_wanted: unknown, acknowledge: (answer: unknown) => void) => {
    socket.join('fleet')
    acknowledge({})
  })
})

host(httpServer, options, (vehicle, position) => {
  const room = options.view === 'fleet' ? 'fleet' : `vehicle ${vehicle}`
  live.to(room).emit('positions', [presentLive(subjectOf(vehicle).id, position)])
})
