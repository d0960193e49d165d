import { wallClock } from '../local-time.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { SharedResource } from '../share-links/resources.ts'
import type { OpenLink } from '../share-links/service.ts'
import type { TenantProfile } from '../tenants/profiles.ts'
import { eventOf } from './events.ts'
import type { ShownQuote } from './present.ts'
import { type Quote, statusAfter } from './quote.ts'
import type { DecideQuote } from './schema.ts'
import type { QuotePorts } from './service.ts'

interface OfferPorts extends Pick<QuotePorts, 'quotesOf' | 'overdueQuotes' | 'mail' | 'now'> {
  /** The quote as it reads today. */
  readonly get: (
    of: { readonly tenantId: SerialId },
    id: Id,
  ) => Promise<{ readonly quote: Quote; readonly profile: TenantProfile; readonly today: string }>
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Those that are looked at in one run of the job. */
const mostAtOnce = 1000
/** No clock on the wall is further ahead of UTC. */
const earliestZoneMs = 14 * 3_600_000

/** What becomes of a quote once it is in the customer's hands. */
export const createOffers = ({ quotesOf, overdueQuotes, mail, now, get }: OfferPorts) => ({
  /** What somebody sees who came through the door by its link. */
  async shown(tenantId: SerialId, id: Id): Promise<ShownQuote> {
    const { quote, profile } = await get({ tenantId }, id)
    if (quote.status === 'draft') throw new Problem('not_found')
    return { quote, organization: profile.name, timeZone: profile.timeZone }
  },

  /** By whoever came through the door to decide. Of two at once one wins; the other gets `quote_decided`. */
  async decide(
    { link }: { readonly link: OpenLink['link'] },
    { decision, name, comment }: DecideQuote,
  ): Promise<ShownQuote> {
    if (link.resource.kind !== 'quote') throw new Problem('not_found')
    const { tenantId, resource } = link
    const { quote, profile, today } = await get({ tenantId }, resource.id)
    const status = statusAfter(quote.status, decision) as 'approved' | 'rejected'
    const words = { decidedBy: name.trim(), decisionComment: comment?.trim() || null }
    const event = eventOf(`quote.${status}`, { ...quote, status }, null)
    const decided = await quotesOf(tenantId).decide(resource.id, { status, ...words }, today, now(), [event])
    if (!decided) {
      statusAfter((await get({ tenantId }, resource.id)).quote.status, decision)
      throw new Problem('quote_decided')
    }
    await mail.decided(decided, profile, link)
    return { quote: decided, organization: profile.name, timeZone: profile.timeZone }
  },

  /** Writes down what is over, each in its organization's zone. Answers how many. */
  async expireOverdue(dryRun = false): Promise<number> {
    const at = now()
    const before = new Date(at.getTime() + earliestZoneMs).toISOString().slice(0, 10)
    const over = (await overdueQuotes(before, mostAtOnce)).filter(
      ({ validUntil, timeZone }) => validUntil < wallClock(timeZone, at.getTime()).date,
    )
    if (dryRun) return over.length
    let expired = 0
    for (const { tenantId, id } of over) {
      const event = eventOf('quote.expired', { id, status: 'expired' }, null)
      if (await quotesOf(tenantId).expire(id, at, [event])) expired += 1
    }
    return expired
  },

  /** What its link shows. A draft is nobody's but its makers'. */
  async resource(tenantId: SerialId, id: string): Promise<SharedResource | undefined> {
    const quote = uuidShape.test(id) ? await quotesOf(tenantId).find(id) : undefined
    if (!quote || quote.status === 'draft') return undefined
    return { kind: 'quote', id, ownerId: quote.createdBy, title: `${quote.number} · ${quote.title}` }
  },
})
