import type { GuestTickets } from '../../domain/guests.ts'
import type { Services } from '../../domain/services.ts'
import { createCallsPart } from '../../gateway/collab/calls.ts'
import { createDocumentPart } from '../../gateway/collab/document.ts'
import type { CollabProof, Opened } from '../../gateway/collab/door.ts'
import { createRecordingPart } from '../../gateway/collab/recording.ts'
import type { Log } from '../../gateway/ports.ts'
import type { CollabSide } from '../../gateway/server.ts'
import { guestIn } from '../guests.ts'
import { passIn } from '../passes.ts'
import { nothingBut } from '../visits.ts'
import type { Visitors } from './visitors.ts'

interface Parts {
  readonly services: Services
  readonly visitors: Visitors
  readonly tickets: GuestTickets
  readonly log: Log
}

/** Sessions for the gateway: by a link through the one gate, with the ticket of whoever was here as a guest. */
export const composeCollab = ({ services, visitors: { gate }, tickets, log }: Parts): CollabSide => {
  const { live } = services.sessions

  const openByLink = async (
    sessionId: string,
    { ref, member, accessToken, cookie, name, guest }: Extract<CollabProof, { by: 'link' }>,
    ip: string,
  ): Promise<Opened> => {
    const pass = accessToken ?? passIn((header) => (header === 'cookie' ? cookie : undefined), ref)
    const knock = { ip, ref, face: 'socket', member, pass, isPeek: false, browser: '' } as const
    const visit = await gate.enter(knock, 'open')
    if (visit.views !== undefined) services.visits.log.viewed(visit, nothingBut(ip), visit.views)
    const ticket = guest ?? guestIn(cookie, ref)
    const known = ticket === undefined ? undefined : tickets.read(ticket)
    const admitted = await live.enter(sessionId, { by: 'link', visit, member, guest: known, name })
    return {
      admitted,
      link: admitted.linkId === null ? undefined : visit.link,
      ticket: admitted.guest && tickets.write(admitted.guest),
    }
  }

  return {
    sessions: {
      ...live,
      async open(sessionId, proof, address) {
        if (proof.by === 'link') return openByLink(sessionId, proof, address)
        return { admitted: await live.enter(sessionId, proof), link: undefined, ticket: undefined }
      },
    },
    comments: services.comments,
    parts: [
      createCallsPart({ calls: services.calls, log }),
      createDocumentPart({ documents: services.documents, log }),
      createRecordingPart({ recordings: services.recordings, now: services.now, log }),
    ],
  }
}
