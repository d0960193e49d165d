import type { DefaultEventsMap, Namespace } from 'socket.io'
import type { SubjectChange } from '../domain/live/ports.ts'
import { type ClientEvents, ingest, type ServerEvents } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import { closeSockets } from './closing.ts'
import { ingestRequests } from './events/ingest.ts'
import { languageOf, reporterOf } from './handshake.ts'
import type { Members } from './members.ts'
import { admitting, forgetHandshake, type NamespaceContext } from './namespace.ts'
import type { IngestPort } from './ports.ts'
import { answerRequests, checked } from './request.ts'
import type { AnySocket, IngestSession, IngestSocket, SocketData } from './session.ts'

export type IngestNamespace = Namespace<
  ClientEvents<typeof ingest>,
  ServerEvents<typeof ingest>,
  DefaultEventsMap,
  SocketData
>

const readAuth = checked(ingest.auth)

export const serveIngest = <Device>(
  namespace: IngestNamespace,
  port: IngestPort<Device>,
  members: Members,
  context: NamespaceContext<Device>,
) => {
  const { limits } = context
  const budget = { burst: limits.ingestBurst, perSecond: limits.ingestPerSecond, strikes: limits.strikes }
  const answer = answerRequests<IngestSession<Device>>(ingestRequests(port, limits), { ...context, budget })

  const judge = async (socket: IngestSocket): Promise<void> => {
    const { headers } = socket.handshake
    const began = performance.now()
    const source = await reporterOf(
      readAuth(socket.handshake.auth),
      { headers, address: context.addressOf(socket.handshake) },
      context.authenticate,
      context.cookies,
    )
    socket.data.session = {
      source,
      language: languageOf(headers),
      allowance: undefined,
      hasEnded: false,
      inFlight: 0,
      positionsInFlight: 0,
      began,
    } as IngestSession<Device> & { began: number }
  }

  namespace.use(admitting(judge, context))
  namespace.on('connection', (socket) => {
    const { source, began } = socket.data.session as IngestSession<Device> & { began: number }
    forgetHandshake(socket)
    socket.onAny(answer)
    if (!('member' in source)) return
    const plain = socket as unknown as AnySocket
    if (members.changedSince(source.member, began)) return context.endMembers([plain])
    socket.once('disconnect', members.add(source.member, plain))
  })

  return {
    /** A device whose key is dead, or whose vehicle is gone, stops here and now, not at its next connection. */
    subjectChanged({ id }: { readonly id: Id }, change: SubjectChange): void {
      if (change !== 'rekeyed' && change !== 'removed') return
      const cut = [...namespace.sockets.values()].filter(({ data }) => {
        const session = data.session as IngestSession<Device> | undefined
        return session && 'device' in session.source && port.isDeviceOf(session.source.device, id)
      })
      for (const { data } of cut) if (data.session) data.session.hasEnded = true
      void closeSockets(cut, () => {})
    },
  }
}
