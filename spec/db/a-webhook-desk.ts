import { type Connections, connect } from '../../db/connect.ts'
import { withEvents } from '../../db/events.ts'
import { createStores } from '../../db/stores.ts'
import type { Member } from '../../domain/actor.ts'
import { createDeliveryLog } from '../../domain/webhooks/deliveries.ts'
import { createDispatch } from '../../domain/webhooks/dispatch.ts'
import type { CallReceiver } from '../../domain/webhooks/ports.ts'
import type { CreateWebhook } from '../../domain/webhooks/schema.ts'
import { createWebhooks } from '../../domain/webhooks/service.ts'
import { createSealing } from '../../server/sealing.ts'
import { createUuidV7, createVault } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'

export const hour = 3_600_000
export const day = 24 * hour
export const taken = { statusCode: 204, error: null, answer: '' }
export const refused = { statusCode: 500, error: 'refused_by_receiver', answer: 'no' }

/**
 * Webhooks over a real database, with receivers that answer what a spec says and a clock that it moves. Called within a
 * `describe`: each of its specs begins with an organization of its own.
 */
export const aWebhookDesk = () => {
  const desk = {
    database: undefined as unknown as TestDatabase,
    connections: undefined as unknown as Connections,
    tenantId: 0,
    clock: 0,
    calls: [] as Parameters<CallReceiver>[0][],
    answer: (async () => taken) as CallReceiver,
  }

  before(async () => {
    desk.database = await createDatabase()
    desk.connections = connect(desk.database.url)
  })
  beforeEach(async () => {
    await desk.database.query('delete from tenant')
    desk.tenantId = await addTenant(desk.database)
    desk.clock = Date.parse('2030-06-01T12:00:00Z')
    desk.calls = []
    desk.answer = async () => taken
  })
  after(async () => {
    await desk.connections.close()
    await desk.database.drop()
  })

  const memberOf = (tenantId = desk.tenantId): Member => ({
    tenantId,
    userId: 3,
    role: 'admin',
    familyId: 'f',
  })

  /** Webhooks as one process has them. */
  const aProcess = () => {
    const stores = createStores(desk.connections)
    const vault = createVault('a key for specs of more than 32 characters')
    const { webhookSecrets: secrets } = createSealing(vault)
    const { webhooksOf } = stores
    const now = () => new Date(desk.clock)
    const newId = () => createUuidV7(Date.now())
    const dispatch = createDispatch({
      store: stores.deliveries,
      secrets,
      async call(call) {
        desk.calls.push(call)
        return desk.answer(call)
      },
      random: () => 0.5,
      onError(error) {
        throw error
      },
      newId,
      now,
    })
    const checkUrl = async (url: string) => {
      if (url.includes('inside')) throw new Error('inside')
    }
    return {
      dispatch,
      webhooks: createWebhooks({ webhooksOf, secrets, checkUrl, newId, now }),
      log: createDeliveryLog({ webhooksOf, wake: () => {}, newId, now }),
      events: stores.eventsOf(desk.tenantId),
    }
  }

  return Object.assign(desk, {
    memberOf,
    aProcess,

    aWebhook: (from: Partial<CreateWebhook> = {}, tenant = desk.tenantId) =>
      aProcess().webhooks.create(memberOf(tenant), {
        url: 'https://example.com/a',
        events: ['assignment.*'],
        ...from,
      }),

    /** So many assignments change, in one transaction. */
    happen: (count: number, tenant = desk.tenantId) =>
      withEvents(
        desk.connections.tenant(tenant),
        tenant,
        Array.from({ length: count }, (_, i) => ({
          name: 'assignment.updated' as const,
          aggregateType: 'assignment',
          aggregateId: `a${i}`,
          actorId: null,
          data: {},
        })),
        async () => true,
      ),

    /** What the job does, and what comes of it. */
    async round(...processes: ReturnType<typeof aProcess>[]) {
      const all = processes.length > 0 ? processes : [aProcess()]
      await Promise.all(all.map(({ dispatch }) => dispatch.run()))
      await Promise.all(all.map(({ dispatch }) => dispatch.settled()))
    },

    rows: (columns: string) =>
      desk.database.query(`select ${columns} from webhook_delivery order by created_at, id`),

    namesOf: async () =>
      (await aProcess().events.read({ after: 0, limit: 500 })).events.map(({ name }) => name),
  })
}
