import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be made to swallow everything, as a broken network does: nobody is told. */
export interface Line {
  readonly port: number
  swallow(): void
  /** What was said meanwhile arrives late. */
  mend(): void
  /** Whoever comes from now on is led there, as by a balancer that has lost a node. */
  turnTo(port: number): void
  close(): Promise<void>
}

export const lineTo = async (to: number): Promise<Line> => {
  const ends = new Set<Socket>()
  let target = to
  let isBroken = false
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        ends.delete(one)
        other.destroy()
      })
      one.on('data', (bytes) => other.write(bytes))
      if (isBroken) one.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      isBroken = true
      for (const end of ends) end.pause()
    },
    mend() {
      isBroken = false
      for (const end of ends) end.resume()
    },
    turnTo(port) {
      target = port
    },
    async close() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
