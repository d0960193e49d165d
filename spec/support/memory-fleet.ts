import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import type { Announcements } from '../../domain/live/ports.ts'
import { createLive } from '../../domain/live/service.ts'
import { createKeep, type NewPosition, type PositionWriter } from '../../domain/positions/keep.ts'
import type { Position, Subject } from '../../domain/positions/position.ts'
import { createPositions } from '../../domain/positions/service.ts'
import { Problem } from '../../domain/problem.ts'
import { createShareLinks } from '../../domain/share-links/service.ts'
import { usualPolicy } from '../../domain/share-links/share-policy.ts'
import { createShareTracks } from '../../domain/share-links/share-tracks.ts'
import { createDoor, type Wish } from '../../domain/share-links/visits.ts'
import { createPings } from '../../domain/tracking/pings.ts'
import { createDeviceDirectory } from '../../domain/vehicles/directory.ts'
import { createVehicles } from '../../domain/vehicles/service.ts'
import { createPasses } from '../../server/passes.ts'
import { createUuidV7, createVault } from '../../server/secrets.ts'
import { createMemoryLinks } from './memory-links.ts'
import { createMemoryVehicles } from './memory-vehicles.ts'

const vault = createVault('a key for specs of more than 32 characters')

/** Vehicles, links and positions on stores in memory, with a clock to turn, and an ear for what is shown and announced. */
export const createMemoryFleet = (start = new Date('2030-06-01T12:00:00Z')) => {
  let clock = start.getTime()
  let ids = 0
  const now = () => new Date(clock)
  const newId = () => createUuidV7(clock + ++ids)
  const said: unknown[][] = []
  const announce: Announcements = {
    linkEnded: (id, reason) => void said.push(['ended', id, reason]),
    linkUpdated: ({ id, expiresAt }) => void said.push(['updated', id, expiresAt]),
    visitChanged: (visit) => void said.push(['visit', visit]),
    visitRated: (visit) => void said.push(['rated', visit]),
    etaChanged: (visit, eta) => void said.push(['eta', visit, eta]),
    subjectChanged({ id }, change) {
      said.push([change, id])
      directory.forget(id)
    },
    memberChanged: (member) => void said.push(['member', member]),
    sessionLogged: (logged) => void said.push(['logged', logged]),
    notified: (notified) => void said.push(['notified', notified]),
  }
  const shown: { subject: Subject; position: Position }[] = []

  const memoryLinks = createMemoryLinks()
  const stores = { ...createMemoryVehicles(now), ...linksOf(memoryLinks) }
  const writer = gated(stores.writer)
  const hashToken = (token: string) => vault.hash('link', token)
  const links = createShareLinks({
    linksOf: stores.linksOf,
    directory: stores.linkDirectory,
    tokens: {
      create: vault.createToken,
      hash: hashToken,
      seal: (id, token) => vault.seal(id, token),
      open: (id, box) => vault.open(id, box),
    },
    policyOf: async () => usualPolicy,
    stands: async () => true,
    announce,
    newId,
    now,
  })
  const passes = createPasses(vault)
  const door = createDoor({
    directory: stores.linkDirectory,
    hashToken,
    passes,
    resources: {
      async vehicle(tenantId, id) {
        const vehicle = await stores.vehiclesOf(tenantId).byId(id)
        return vehicle && { kind: 'vehicle', id, ownerId: null, title: vehicle.name }
      },
      trip: async () => undefined,
      album: async () => undefined,
      asset: async () => undefined,
      assignment: async () => undefined,
      quote: async () => undefined,
    },
    now,
  })
  const deviceKeys = {
    create: vault.createToken,
    hash: (key: string) => createHash('sha256').update(key).digest(),
  }
  const vehicles = createVehicles({
    vehiclesOf: stores.vehiclesOf,
    forgetPositions: stores.upkeep.forgetPositions,
    endLinks: (tenantId, id) => links.revokeAllOf(tenantId, { kind: 'vehicle', id }),
    deviceKeys,
    announce,
    newId,
    now,
  })
  const shareTracks = createShareTracks({
    links,
    vehiclesOf: stores.vehiclesOf,
    upkeep: stores.linkUpkeep,
    retentionDays: 30,
    now,
  })
  const directory = createDeviceDirectory({ devices: stores.devices, hash: deviceKeys.hash, now })
  const keep = createKeep({
    directory,
    writer,
    live: { publish: (subject, position) => void shown.push({ subject, position }) },
  })
  const pings = createPings({
    directory,
    keep,
    profiles: { of: async () => expect.fail('nothing here asks for privacy: nobody is a technician') },
    trackingOf: () => expect.fail('nobody is a technician'),
    newId,
    now,
  })
  const positions = createPositions({
    directory,
    keep,
    pings,
    markSeen: ({ key }, at) => stores.upkeep.markSeen(key, at),
    now,
  })
  const live = createLive({
    visits: {
      watch: async () => expect.fail('nothing here shows a visit'),
      visitNow: async () => undefined,
    },
    links,
    vehiclesOf: stores.vehiclesOf,
    crew: {
      among: async () => [],
      async named(_member, ids) {
        if (ids.length > 0) throw new Problem('not_found')
        return []
      },
      describe: async (_tenantId, ids) => (ids.length > 0 ? expect.fail('nobody is a technician') : []),
      missed: async () => expect.fail('nobody follows a technician'),
      looked: async () => expect.fail('nobody follows a technician'),
    },
    standing: async (members) => new Set(members),
    now,
  })

  /** A stranger with nothing but the link's address, unless they bring a pass or a sign-in. */
  const enter = (ref: string, wish: Wish = 'open', brought: { pass?: string; member?: Member } = {}) =>
    door.enter(ref, { member: brought.member, pass: brought.pass }, wish)

  return {
    links,
    door,
    passes,
    enter,
    changeLink: memoryLinks.change,
    setRole: memoryLinks.setRole,
    vehicles,
    shareTracks,
    directory,
    positions,
    live,
    stores,
    writer,
    said,
    shown,
    now,
    pass: (milliseconds: number) => {
      clock += milliseconds
    },
  }
}

const linksOf = ({ linksOf, directory, upkeep }: ReturnType<typeof createMemoryLinks>) => ({
  linksOf,
  linkDirectory: directory,
  linkUpkeep: upkeep,
})

/** A writer that can be made to wait, and to fail. */
const gated = (writer: PositionWriter) => {
  let gate: Promise<void> | undefined
  let open = () => {}
  const written: (readonly NewPosition[])[] = []
  return {
    written,
    fails: false,
    close() {
      gate = new Promise((resolve) => {
        open = resolve
      })
    },
    open: () => open(),
    async write(rows: readonly NewPosition[]) {
      written.push(rows)
      await gate
      if (this.fails) throw new Error('the database is away')
      return writer.write(rows)
    },
  }
}

export const aMember = (from: Partial<Member> = {}): Member => ({
  userId: 1,
  tenantId: 1,
  role: 'owner',
  familyId: createUuidV7(1),
  ...from,
})
