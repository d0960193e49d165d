import type { Announcements, Bus } from '../domain/live/ports.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import { announceChannel } from './rooms.ts'

type Message = {
  [K in keyof Announcements]: { readonly what: K; readonly with: Parameters<Announcements[K]> }
}[keyof Announcements]

/** Tells every node, this one included and at once. What gets lost on the way to others, their sweep finds. */
export const createAnnouncements = (bus: Bus): Announcements => {
  const say = (message: Message): void => bus.publish(announceChannel, Buffer.from(JSON.stringify(message)))
  return {
    linkEnded: (...args) => say({ what: 'linkEnded', with: args }),
    linkUpdated: (...args) => say({ what: 'linkUpdated', with: args }),
    visitChanged: (...args) => say({ what: 'visitChanged', with: args }),
    visitRated: (...args) => say({ what: 'visitRated', with: args }),
    etaChanged: (...args) => say({ what: 'etaChanged', with: args }),
    subjectChanged: ({ id, tenantId }, change) =>
      say({ what: 'subjectChanged', with: [{ id, tenantId }, change] }),
    memberChanged: ({ tenantId, userId }) => say({ what: 'memberChanged', with: [{ tenantId, userId }] }),
    sessionLogged: (...args) => say({ what: 'sessionLogged', with: args }),
    notified: (...args) => say({ what: 'notified', with: args }),
  }
}

/** Calls `act` for what any node announced. Returns how to stop. */
export const onAnnounced = (bus: Bus, act: Announcements): (() => void) =>
  bus.subscribe(announceChannel, (bytes) => {
    const message = JSON.parse(Buffer.from(bytes).toString()) as Message
    if (message.what === 'linkEnded') act.linkEnded(...message.with)
    else if (message.what === 'linkUpdated') act.linkUpdated(withDates(message.with[0]))
    else if (message.what === 'visitChanged') act.visitChanged(...message.with)
    else if (message.what === 'visitRated') act.visitRated(...message.with)
    else if (message.what === 'etaChanged') act.etaChanged(...message.with)
    else if (message.what === 'subjectChanged') act.subjectChanged(...message.with)
    else if (message.what === 'memberChanged') act.memberChanged(...message.with)
    else if (message.what === 'sessionLogged') act.sessionLogged(...message.with)
    else if (message.what === 'notified') act.notified(...message.with)
  })

/** JSON has no dates. */
const withDates = (link: ShareLink): ShareLink => ({
  ...link,
  counts: {
    ...link.counts,
    lastAccessedAt: link.counts.lastAccessedAt && new Date(link.counts.lastAccessedAt),
  },
  createdAt: new Date(link.createdAt),
  updatedAt: new Date(link.updatedAt),
  startsAt: link.startsAt && new Date(link.startsAt),
  expiresAt: link.expiresAt && new Date(link.expiresAt),
  revokedAt: link.revokedAt && new Date(link.revokedAt),
  rotatedAt: link.rotatedAt && new Date(link.rotatedAt),
})
