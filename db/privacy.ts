import { sql } from 'kysely'
import type { PrivacyStore } from '../domain/privacy/ports.ts'
import type { Connections } from './connect.ts'
import { recordEvents } from './events.ts'
import { customerSections, eraseCustomer } from './privacy-customers.ts'
import { erasePerson } from './privacy-erasure.ts'
import { findPerson } from './privacy-people.ts'
import { personSections } from './privacy-person.ts'
import { forgetSaid } from './privacy-said.ts'
import { eraseWays } from './privacy-ways.ts'

/** What is read is read as the organization; who somebody is, and what goes for good, crosses organizations. */
export const privacyStore = (
  { tenant, system }: Pick<Connections, 'tenant' | 'system'>,
  tenantId: number,
): PrivacyStore => ({
  async organization() {
    const row = await tenant(tenantId)
      .selectFrom('tenant')
      .select('name')
      .where('id', '=', tenantId)
      .executeTakeFirst()
    return row?.name ?? ''
  },

  person: (userId) => findPerson(system, tenantId, userId),

  async recipientsOf(userId) {
    const { count } = await tenant(tenantId)
      .selectFrom('shareLink')
      .select(
        sql<number>`count(distinct lower(coalesce(recipient_email, recipient_name)))::integer`.as('count'),
      )
      .where('tenantId', '=', tenantId)
      .where('createdBy', '=', userId)
      .executeTakeFirstOrThrow()
    return count
  },

  sectionsOf: (userId) => personSections(tenant(tenantId), tenantId, userId),

  tell: (events) =>
    tenant(tenantId)
      .transaction()
      .execute((trx) => recordEvents(trx, tenantId, events)),

  erasePerson: (erasing) => erasePerson(system, tenantId, erasing),

  async eraseWays(userId, technicians, { pseudonymOf }) {
    await eraseWays(system, tenantId, { userId, technicians }, pseudonymOf)
  },

  eraseSaid: (person, at) =>
    system.transaction().execute(async (trx) => {
      const { events, logged } = await forgetSaid(trx, tenantId, person, at)
      await recordEvents(trx, tenantId, events)
      return logged
    }),

  customerSections: (email) => customerSections(tenant(tenantId), tenantId, email),

  eraseCustomer: (erasing) => eraseCustomer(system, tenantId, erasing),
})
