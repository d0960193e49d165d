import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Server } from 'socket.io'
import type { Rollup } from 'vite'
import { Problem } from '../../../domain/problem.ts'
import { collab } from '../../../domain/sessions/protocol.ts'
import type { RequestName } from '../../../gateway/collab/part.ts'
import { checked, refusalOf } from '../../../gateway/request.ts'
import { aHouseOfCalls } from '../../gateway/a-call.ts'

const harness = fileURLToPath(new URL('./call-harness.ts', import.meta.url))

/** A tiny page with a call, over sockets that the gateway's own part of calls answers. Every page is somebody new. */
export const startCallWire = async (options: Parameters<typeof aHouseOfCalls>[0] = {}) => {
  const script = await bundled()
  const house = aHouseOfCalls(options)
  const seats: ReturnType<typeof house.enter>[] = []
  const server = createServer((request, response) => {
    const isScript = request.url === '/call.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : page)
  })
  const io = new Server(server)
  io.of('/collab').on('connection', (socket) => {
    const seat = house.enter({
      role: seats.length === 0 ? 'host' : 'commenter',
      at: seats.length % 2,
      say: (name, payload) => socket.emit(name, payload),
    })
    seats.push(seat)
    socket.emit('session:state', { you: { seat_id: seat.id, participant_id: seat.participantId } })
    socket.on('disconnect', () => void seat.go())
    socket.onAny(async (name: RequestName, payload: unknown, acknowledge?: (answer: unknown) => void) => {
      try {
        const parsed = checked(collab.requests[name].payload)(payload)
        acknowledge?.(await seat.ask(name, parsed as never))
      } catch (error) {
        acknowledge?.(refusalOf(error instanceof Problem ? error : new Problem('internal'), 'en'))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    house,
    /** By the id of the seat. */
    seat: (id: string) => seats.find((one) => one.id === id)!,
    close: async () => {
      await io.close()
      server.closeAllConnections()
    },
  }
}
export type CallWire = Awaited<ReturnType<typeof startCallWire>>

const page = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A call</title>
<button>Share</button><video autoplay muted playsinline></video><script type="module" src="/call.js"></script></html>`

const bundled = async (): Promise<string> => {
  const { build } = await import('vite')
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      rollupOptions: { input: harness, external: ['livekit-client'] },
    },
  })
  const { output } = built as Rollup.RollupOutput
  const entry = output.find((one) => one.type === 'chunk' && one.isEntry) as Rollup.OutputChunk
  return entry.code
}
