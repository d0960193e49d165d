import type { IncomingHttpHeaders } from 'node:http'
import type { Static } from 'typebox'
import type { Member } from '../../domain/actor.ts'
import type { Id } from '../../domain/schema.ts'
import type { Admitted, LiveSessions } from '../../domain/sessions/ports.ts'
import type { collab } from '../../domain/sessions/protocol.ts'
import { memberOf, proofOf } from '../handshake.ts'
import type { NamespaceContext } from '../namespace.ts'
import type { HeldLink } from '../open-links.ts'
import type { LinkProof } from '../ports.ts'

export type CollabAuth = Static<typeof collab.auth>

/** What somebody shows at a session's door. */
export type CollabProof =
  | { readonly by: 'member'; readonly member: Member }
  | (LinkProof & {
      readonly by: 'link'
      /** The link's token, slug or UUID. */
      readonly ref: string
      readonly name: string | undefined
      /** A guest's ticket; otherwise the one in the cookies counts. */
      readonly guest: string | undefined
    })

export interface Opened {
  readonly admitted: Admitted
  /** The link they came by, where they came by one. */
  readonly link: HeldLink | undefined
  /** A guest's, to be shown the next time. */
  readonly ticket: string | undefined
}

/** What the gateway asks of the domain; a link is opened for an address, because opens and guesses are counted. */
export interface CollabPort extends Omit<LiveSessions, 'enter'> {
  /** By a link: through the same gate as every page. Throws a `Problem` for whoever is not let in. */
  open(sessionId: Id, proof: CollabProof, address: string): Promise<Opened>
}

interface Handshake {
  readonly headers: IncomingHttpHeaders
  readonly address: string
}

/** Judges a handshake: by its payload alone, and by cookies where it comes from one of our own pages. */
export const createDoor =
  <Device>(port: Pick<CollabPort, 'open'>, { authenticate, cookies, addressOf }: NamespaceContext<Device>) =>
  async (auth: CollabAuth, handshake: Handshake): Promise<Opened> => {
    const { session_id, token, name, guest } = auth
    const sessionId = session_id.toLowerCase()
    if (token === undefined) {
      const member = await memberOf(auth.jwt, handshake.headers, authenticate, cookies)
      return port.open(sessionId, { by: 'member', member }, addressOf(handshake))
    }
    const proof = await proofOf(forProof(auth), handshake.headers, authenticate, cookies)
    return port.open(sessionId, { ...proof, by: 'link', ref: token, name, guest }, addressOf(handshake))
  }

const forProof = ({ jwt, access_token }: CollabAuth) => ({
  ...(jwt !== undefined && { jwt }),
  ...(access_token !== undefined && { access_token }),
})
