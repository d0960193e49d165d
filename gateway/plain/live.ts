import { live, type Refusal } from '../../domain/protocol.ts'
import { proofOf } from '../handshake.ts'
import type { serveLive } from '../live-namespace.ts'
import type { NamespaceContext } from '../namespace.ts'
import type { LivePort } from '../ports.ts'
import { checked } from '../request.ts'
import { closeCodes } from './codes.ts'
import { admit } from './door.ts'
import { liveLineOver } from './line.ts'
import type { Peer } from './peer.ts'
import type { Face } from './upgrade.ts'

export interface PlainLiveParts<Device> {
  readonly service: Pick<LivePort, 'openLink'>
  readonly side: Pick<ReturnType<typeof serveLive>, 'openPlain' | 'part' | 'answer'>
  readonly context: NamespaceContext<Device>
}

const readAuth = checked(live.auth)

/** `/ws/live/{token}`: what `/live` says by link, as `{"type", "data"}`. */
export const createPlainLive = <Device>({ service, side, context }: PlainLiveParts<Device>) => {
  let count = 0
  const serve: Face = async (peer, ref, { headers, address, bearer }) => {
    const knock = async (given: object) => {
      const began = performance.now()
      const proof = await proofOf(readAuth(given), headers, context.authenticate, context.cookies)
      return { began, shown: await service.openLink(ref, proof, address) }
    }
    // Which of the two it is shows when it is tried: neither is taken for the other.
    const brought = [bearer === undefined ? {} : { access_token: bearer, jwt: bearer }]
    const { shown, began } = await admit(peer, knock, brought, context.limits.introductionMs)
    if (!peer.isOpen) return

    const line = liveLineOver({
      get isOpen() {
        return peer.isOpen
      },
      get isFree() {
        return peer.isFree
      },
      send: (name, data) => peer.send({ type: name, data }),
      end: () => peer.close(closeCodes.ended),
      cut: () => peer.cut(),
    })
    const session = side.openPlain(line, shown, peer.language, began)
    if (session.hasEnded) return
    count++
    peer.onGone(() => {
      count--
      side.part(session)
    })
    const socket = { data: { session }, disconnect: () => peer.close(closeCodes.tooMuch) }
    peer.listen(({ type, id, payload }) => {
      side.answer.call(socket as never, type, payload, (reply: object | Refusal) => answer(peer, id, reply))
    })
  }
  return { serve, count: () => count }
}

/** As it is said without acknowledgements: `reply`, or `error`, with the number of the request. */
export const answer = (peer: Peer, id: number | string | undefined, reply: object | Refusal): void => {
  const named = id !== undefined && { id }
  if ('error' in reply) peer.send({ type: 'error', ...named, ...reply.error })
  else peer.send({ type: 'reply', ...named, ...reply })
}
