import { randomUUID } from 'node:crypto'
import type { Member, Role } from '../../domain/actor.ts'
import type { Asset } from '../../domain/assets/asset.ts'
import { type CollabSession, colorOf, type Participant } from '../../domain/sessions/session.ts'
import { newLink, type Permissions, type ShareLink } from '../../domain/share-links/link.ts'

export const noon = new Date('2030-06-01T12:00:00Z')
export const hourMs = 3_600_000

export const anAsset: Asset = {
  id: 7,
  uuid: randomUUID(),
  tenantId: 1,
  ownerId: 1,
  title: 'Logo',
  filename: 'logo.png',
  contentType: 'image/png',
  kind: 'image',
  size: 3,
  width: 8,
  height: 6,
  durationS: null,
  clean: { as: 'same' },
  thumbnail: null,
  preview: null,
  createdAt: noon,
  updatedAt: noon,
}

/** Of organization 1, which person 1 made. */
export const aSession = (from: Partial<CollabSession> = {}): CollabSession => ({
  id: randomUUID(),
  tenantId: 1,
  assetId: anAsset.id,
  linkId: randomUUID(),
  createdBy: 1,
  features: {
    allowDownload: false,
    cursorTracking: true,
    voiceChat: true,
    screenSharing: true,
    recording: false,
  },
  maxParticipants: 100,
  invitationMessage: null,
  playback: null,
  lastSeq: 0,
  createdAt: noon,
  expiresAt: new Date(noon.getTime() + hourMs),
  endedAt: null,
  ...from,
})

export const aParticipant = (from: Partial<Participant> = {}): Participant => ({
  id: randomUUID(),
  sessionId: randomUUID(),
  userId: null,
  guestId: null,
  linkId: null,
  email: null,
  name: 'Ana',
  role: 'collaborator',
  color: colorOf(0),
  joinedAt: null,
  removedAt: null,
  ...from,
})

export const aMember = (userId: number, role: Role = 'member', tenantId = 1): Member => ({
  userId,
  tenantId,
  role,
  familyId: randomUUID(),
})

const everything: Permissions = { preview: true, download: false, comment: true, collaborate: true }

export const aLink = (from: Partial<ShareLink> = {}): ShareLink =>
  newLink({
    id: randomUUID(),
    tenantId: 1,
    face: 'core',
    resource: { kind: 'asset', id: String(anAsset.id) },
    createdBy: 1,
    createdAt: noon,
    permissions: everything,
    ...from,
  })
