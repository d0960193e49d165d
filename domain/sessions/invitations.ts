import { normaliseEmail } from '../accounts/email.ts'
import type { Member } from '../actor.ts'
import { found } from '../problem.ts'
import { taggedUrl } from '../share-links/handouts.ts'
import type { OwnedShare } from '../share-links/share-ports.ts'
import { eventOf } from './events.ts'
import { cleanName } from './names.ts'
import type { Invitable } from './ports.ts'
import type { CreateSession, SessionConfig } from './requests.ts'
import type { SessionPorts } from './service-ports.ts'
import {
  assertMost,
  type CollabSession,
  colorOf,
  type Participant,
  type SessionFeatures,
  type SessionRole,
} from './session.ts'

/** A session as it was made, with its links: its own, and one for each who is invited. */
export interface MadeSession {
  readonly session: CollabSession
  readonly participants: readonly Participant[]
  readonly shares: readonly [OwnedShare, ...OwnedShare[]]
}

interface Invited {
  readonly email: string
  readonly name: string
  readonly role: SessionRole
  readonly userId: Participant['userId']
}

const hourMs = 3_600_000
const mailedForMs = 24 * hourMs

/** Making sessions: the link, the people, and what they are sent. */
export const createInvitations = (ports: SessionPorts) => {
  const { sessionsOf, shares, membersOf, profiles, mail, announce, mostParticipants, newId, now } = ports

  const send = async (
    { session, participants, shares: [, ...links] }: MadeSession,
    senderName: string,
    publicUrl: string,
  ): Promise<void> => {
    const { tenantId, expiresAt, invitationMessage: message } = session
    const { locale: language } = await profiles.of(tenantId)
    const usefulUntil = new Date(Math.min(now().getTime() + mailedForMs, expiresAt.getTime()))
    for (const { link, token, resource } of links) {
      const to = participants.find(({ linkId }) => linkId === link.id)?.email
      if (!to || token === null) continue
      const url = taggedUrl(`${publicUrl}/collaborate/${token}/`, 'mail')
      const data = { senderName, title: resource?.title ?? '', message, url, expiresAt }
      await mail.send({ tenantId, to, language, template: 'session_invited', data, usefulUntil })
    }
  }

  return {
    /** Throws `not_found` for a file that the member may not share, and `policy_violated`. */
    async create(member: Member, body: CreateSession, publicUrl: string): Promise<MadeSession> {
      const { tenantId, userId } = member
      const { asset_id: assetId, session_config: config = {} } = body
      const store = sessionsOf(tenantId)
      const host = found(await membersOf(tenantId).member(userId))
      assertMost('session_config.max_participants', config.max_participants, mostParticipants)
      const invited = invitedOf(body, await store.membersAt(emailsOf(body)), host.email)

      const createdAt = now()
      const features = featuresOf(config)
      const expiresAt = new Date(createdAt.getTime() + (config.duration_hours ?? 24) * hourMs)
      const made = await shares.createFor(
        member,
        { kind: 'asset', id: String(assetId) },
        {
          allow_preview: true,
          allow_comments: true,
          allow_collaboration: true,
          allow_download: features.allowDownload,
          expires_at: expiresAt.toISOString(),
        },
        invited.map(({ name, email }) => ({ name, email })),
      )
      const [{ link }, ...links] = made
      const session = {
        id: newId(),
        tenantId,
        assetId,
        linkId: link.id,
        createdBy: userId,
        features,
        maxParticipants: config.max_participants ?? mostParticipants,
        invitationMessage: config.invitation_message?.normalize('NFC').trim() || null,
        createdAt,
        expiresAt,
      }
      const people = [
        { email: host.email, name: host.fullName, role: 'host' as const, userId, linkId: null },
        ...invited.map((person, index) => ({ ...person, linkId: links[index]!.link.id })),
      ]
      const participants = people.map(
        (person, ordinal): Participant => ({
          id: newId(),
          sessionId: session.id,
          guestId: null,
          color: colorOf(ordinal),
          joinedAt: null,
          removedAt: null,
          ...person,
        }),
      )
      const notifications = invited.flatMap(({ userId: invitedId }) => {
        if (invitedId === null) return []
        const data = { assetId, sessionId: session.id, actorId: userId }
        return [{ id: newId(), userId: invitedId, type: 'session.invited' as const, data }]
      })
      const event = eventOf('session.created', session, 'open', userId)
      const kept = await store
        .insert({ session, participants, notifications }, event)
        .catch(async (error: unknown) => {
          await shares.endShare(tenantId, link.id) // nobody holds them yet, and they lead nowhere
          throw error
        })
      for (const { id, userId } of notifications) announce.notified({ tenantId, userId, id })
      const whole = { session: kept, participants, shares: made }
      await send(whole, host.fullName, publicUrl)
      return whole
    },
  }
}

const emailsOf = ({ participants = [] }: CreateSession): string[] =>
  participants.map(({ email }) => normaliseEmail(email))

/** Each address once, as it was named first; the host is there already. */
const invitedOf = (
  { participants = [] }: CreateSession,
  members: readonly Invitable[],
  hostEmail: string,
): readonly Invited[] => {
  const invited = new Map<string, Invited>()
  for (const { email: given, name, role = 'collaborator' } of participants) {
    const email = normaliseEmail(given)
    if (email === hostEmail || invited.has(email)) continue
    const member = members.find((one) => one.email === email)
    invited.set(email, {
      email,
      name: member?.name ?? cleanName(name ?? '') ?? cleanName(email.split('@')[0]!) ?? '?',
      role,
      userId: member?.userId ?? null,
    })
  }
  return [...invited.values()]
}

const featuresOf = (config: SessionConfig): SessionFeatures => ({
  allowDownload: config.allow_download ?? false,
  cursorTracking: config.cursor_tracking ?? true,
  voiceChat: config.voice_chat ?? true,
  screenSharing: config.screen_sharing ?? true,
  recording: config.recording ?? false,
})
