import type { Server } from 'node:http'
import { isOutage } from '../../db/errors.ts'
import type { GuestTickets } from '../../domain/guests.ts'
import type { Services } from '../../domain/services.ts'
import type { Device } from '../../domain/vehicles/directory.ts'
import type { Nodes } from '../../gateway/nodes.ts'
import { createGateway, type Gateway } from '../../gateway/server.ts'
import { createAddressOf, type Trust } from '../address.ts'
import { accessCookie } from '../auth.ts'
import { seatLinkIn } from '../guests.ts'
import { networkOf } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { passIn } from '../passes.ts'
import { nothingBut } from '../visits.ts'
import { composeCollab } from './collab.ts'
import type { Starting } from './starting.ts'
import type { Visitors } from './visitors.ts'

interface Parts {
  readonly httpServer: Server
  readonly nodes: Nodes
  readonly metrics: Metrics
  readonly services: Services
  readonly visitors: Visitors
  readonly trust: Trust
  readonly tickets: GuestTickets
}

/** The sockets: visitors pass the same gate as on the web, members and devices are known by what they know there. */
export const composeGateway = (
  { config, log }: Starting,
  { httpServer, nodes, metrics, services, visitors, trust, tickets }: Parts,
): Gateway => {
  const { gate, running } = visitors
  return createGateway<Device>({
    httpServer,
    nodes,
    live: {
      ...services.live,
      openLink: async (ref, { member, accessToken, cookie }, ip) => {
        const pass = accessToken ?? passIn((name) => (name === 'cookie' ? cookie : undefined), ref)
        const knock = { ip, ref, face: 'socket', member, pass, isPeek: false, browser: '' } as const
        const visit = await gate.enter(knock, 'open')
        if (visit.views !== undefined) services.visits.log.viewed(visit, nothingBut(ip), visit.views)
        return services.live.show(visit)
      },
    },
    ingest: {
      report: (source, input, language) =>
        'device' in source
          ? services.positions.reportFrom(source.device, input, language)
          : services.positions.reportBy(source.member, input, language),
      isDeviceOf: ({ subject }, id) => subject.id === id,
    },
    collab: composeCollab({ services, visitors, tickets, log }),
    notifications: services.notifications,
    authenticate: {
      member: services.accounts.identify,
      device: (imei, key, address) =>
        gate.admitDevice(address, () => services.positions.authenticate(imei, key)),
    },
    seatLinkIn,
    addressOf: createAddressOf(trust),
    networkOf,
    now: services.now,
    log,
    metrics: metrics.gateway,
    cookieName: accessCookie,
    origins: config.PUBLIC_URL ? [new URL(config.PUBLIC_URL).origin] : [],
    isOutage,
    onAnnounced: {
      linkEnded: running.end,
      linkUpdated: running.update,
      visitChanged: ({ technicianId }) => services.etas.forget(technicianId),
      subjectChanged({ id }) {
        services.directory.forget(id)
        services.etas.forget(id)
      },
      memberChanged: (member) => {
        services.accounts.forget(member)
        services.directory.forgetPerson(member)
      },
    },
  })
}
