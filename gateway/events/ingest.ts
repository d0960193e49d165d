import { Problem } from '../../domain/problem.ts'
import { ingest } from '../../domain/protocol.ts'
import type { GatewayLimits, IngestPort } from '../ports.ts'
import { onRequest } from '../request.ts'
import type { IngestSession } from '../session.ts'

export const ingestRequests = <Device>(port: IngestPort<Device>, limits: GatewayLimits) => [
  /** What waits for a commit is bounded for each socket: a device that is ahead of the database has to slow down. */
  onRequest(ingest, 'position', async (session: IngestSession<Device>, input) => {
    const count = Array.isArray(input) ? input.length : 1
    if (count > limits.ingestPositions) throw new Problem('payload_too_large')
    const isTooMuch =
      session.inFlight >= limits.ingestInFlight ||
      session.positionsInFlight + count > limits.ingestPositionsInFlight
    if (isTooMuch) throw new Problem('rate_limited', { seconds: 1 })

    session.inFlight++
    session.positionsInFlight += count
    try {
      return await port.report(session.source, input, session.language)
    } finally {
      session.inFlight--
      session.positionsInFlight -= count
    }
  }),
]
