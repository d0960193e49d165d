import type { Assignment } from '../../domain/assignments/assignment.ts'
import { createCustomerLinks } from '../../domain/customer-links/service.ts'
import { createSights } from '../../domain/customer-links/sights.ts'
import type { Announcements } from '../../domain/live/ports.ts'
import type { Mail } from '../../domain/mail/mail.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import { createShareLinks } from '../../domain/share-links/service.ts'
import { type LinkPolicy, usualPolicy } from '../../domain/share-links/share-policy.ts'
import { createDoor, type Wish } from '../../domain/share-links/visits.ts'
import { createPasses } from '../../server/passes.ts'
import { createUuidV7, createVault } from '../../server/secrets.ts'
import { aPosition } from '../domain/positions/a-position.ts'
import { createMemoryLinks } from './memory-links.ts'
import { aTechnician, createMemoryTracking } from './memory-tracking.ts'

const vault = createVault('a key for specs of more than 32 characters')
const noon = new Date('2030-06-01T12:00:00Z')

export const ana = aTechnician({
  user: { id: 7, email: 'ana@example.org', fullName: 'Ana Maria da Silva' },
  phone: '+55 11 98888-7777',
})

export const anAssignment = (from: Partial<Assignment> = {}): Assignment => ({
  id: '0197282e-3c00-7000-8000-00000000000a',
  tenantId: 1,
  workOrder: {
    id: 42,
    tenantId: 1,
    number: 'OS-2030-0042',
    description: 'Does not cool',
    priority: 'MEDIUM',
    status: 'OPEN',
    assetName: 'Chiller York 200TR',
    assetLocation: 'Bloco A',
    place: { latitude: -23.55, longitude: -46.63 },
    customer: { name: 'Bia Souza', phone: null, email: 'bia@example.org' },
    createdBy: 1,
    createdAt: noon,
    updatedAt: noon,
  },
  technician: ana,
  scheduledDate: '2030-06-01',
  scheduledStart: '09:00:00',
  scheduledEnd: null,
  routePlace: null,
  status: 'en_route',
  departedAt: noon,
  arrivedAt: null,
  completedAt: null,
  canceledAt: null,
  notes: 'Dog in the yard',
  cancellationReason: '',
  createdBy: 1,
  createdByName: 'Somebody',
  createdAt: new Date(noon.getTime() - 3_600_000),
  updatedAt: noon,
  ...from,
})

/** One visit, its links and what they show, on stores in memory, with a clock to turn and an ear for what is said. */
export const createMemoryVisits = (from: Partial<Assignment> = {}) => {
  let clock = noon.getTime()
  let ids = 0
  const now = () => new Date(clock)
  const state = {
    assignment: anAssignment(from) as Assignment | undefined,
    policy: usualPolicy as LinkPolicy,
    stands: true,
    eta: null as Eta | null,
    mailFails: false,
    hasLink: true,
  }
  const said: unknown[][] = []
  const mails: Mail[] = []
  const failures: unknown[] = []
  const announce = {
    linkEnded: (id: string, reason: string) => void said.push(['ended', id, reason]),
    linkUpdated: ({ id }: { id: string }) => void said.push(['updated', id]),
  } as unknown as Announcements
  const memory = createMemoryLinks()
  const tracking = createMemoryTracking([ana])
  const hashToken = (token: string) => vault.hash('link', token)
  const links = createShareLinks({
    linksOf: memory.linksOf,
    directory: memory.directory,
    tokens: {
      create: vault.createToken,
      hash: hashToken,
      seal: (id, token) => vault.seal(id, token),
      open: (id, box) => vault.open(id, box),
    },
    policyOf: async () => state.policy,
    stands: async () => state.stands,
    announce,
    newId: () => createUuidV7(clock + ++ids),
    now,
  })
  const features = { 'trakservice.enabled': true, 'trakservice.tracking': true }
  const profile = { name: 'Frio Certo', timeZone: 'America/Sao_Paulo', locale: 'pt-BR' as const }
  const profiles = { of: async () => ({ ...profile, id: 1, features }) }
  const sights = createSights({
    assignmentsOf: () => ({
      find: async (id) => (state.assignment?.id === id ? state.assignment : undefined),
    }),
    trackingOf: () => tracking.store,
    etas: { of: async () => state.eta },
    looked: (_tenantId, looks) => tracking.store.look(looks, now()),
    profiles,
    now,
  })
  const assignmentsOf = () => ({
    find: async (id: string) => (state.assignment?.id === id ? state.assignment : undefined),
  })
  const customerLinks = createCustomerLinks({
    links,
    assignmentsOf,
    visitsWithoutLink: async () =>
      state.hasLink || !state.assignment ? [] : [{ tenantId: 1, id: state.assignment.id, startedBy: 7 }],
    publicUrl: () => 'https://fleeting.example.org',
    policyOf: async () => state.policy,
    profiles,
    mail: {
      async send(mail) {
        if (state.mailFails) throw new Error('the database is away')
        mails.push(mail as unknown as Mail)
      },
    },
    onFailed: (error) => void failures.push(error),
    now,
  })
  const none = async () => undefined
  const door = createDoor({
    directory: memory.directory,
    hashToken,
    passes: createPasses(vault),
    resources: {
      vehicle: none,
      trip: none,
      album: none,
      asset: none,
      quote: none,
      assignment: sights.resource,
    },
    now,
  })

  return {
    state,
    said,
    mails,
    failures,
    links,
    linksOf: memory.linksOf,
    sights,
    customerLinks,
    looks: tracking.looks,
    now,
    pass(ms: number) {
      clock += ms
    },
    /** Where the technician was, so many minutes after noon. */
    put: (...minutes: number[]) =>
      void tracking.kept.set(
        ana.key,
        minutes.map((m) => aPosition({ recordedAt: noon.getTime() + m * 60_000 })),
      ),
    move(status: Assignment['status'], changes: Partial<Assignment> = {}) {
      state.assignment = { ...state.assignment!, status, ...changes }
      return state.assignment
    },
    enter: (ref: string, wish: Wish = 'open') =>
      door.enter(ref, { member: undefined, pass: undefined }, wish),
  }
}
