import type { Member } from '../actor.ts'
import { addDays, dayBounds, wallClock } from '../local-time.ts'
import { faulty, found, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Resource } from '../share-links/link.ts'
import type { OpenLink, ShareLinks } from '../share-links/service.ts'
import type { LinkPolicy } from '../share-links/share-policy.ts'
import type { TenantProfile, TenantProfiles } from '../tenants/profiles.ts'
import { assertBasedOn, type BasedOn, isChange } from '../versions.ts'
import type { WorkOrder } from '../work-orders/work-order.ts'
import { eventOf } from './events.ts'
import { assertValid, fieldsOf } from './fields.ts'
import type { QuoteMail } from './mail.ts'
import { createOffers } from './offers.ts'
import type { OverdueQuotes, QuoteStore } from './ports.ts'
import type { OwnedQuote, ShownQuote } from './present.ts'
import {
  asOf,
  assertDraft,
  type Quote,
  type QuoteFields,
  readableDays,
  statusAfter,
  usualCurrency,
  usualDays,
} from './quote.ts'
import type { CreateQuote, QuoteQuery, SendQuote, UpdateQuote } from './schema.ts'

export interface QuotePorts {
  readonly quotesOf: (tenantId: SerialId) => QuoteStore
  readonly overdueQuotes: OverdueQuotes
  readonly workOrder: (tenantId: SerialId, id: SerialId) => Promise<Pick<WorkOrder, 'customer'> | undefined>
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly links: Pick<ShareLinks, 'livePrimary' | 'sharePrimary' | 'revokeAllOf'>
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly mail: QuoteMail
  readonly newId: () => Id
  readonly now: () => Date
}

export type Quotes = ReturnType<typeof createQuotes>

const hourMs = 3_600_000
/** Of a list, links are read by so many: one by one takes long, all together takes every connection there is. */
const linksAtOnce = 5

/** What work would cost: written by the office, sent to the customer by a link, decided there. */
export const createQuotes = (ports: QuotePorts) => {
  const { quotesOf, workOrder, profiles, links, policyOf, mail, newId, now } = ports

  const house = async (tenantId: SerialId): Promise<{ profile: TenantProfile; today: string }> => {
    const profile = await profiles.of(tenantId)
    return { profile, today: wallClock(profile.timeZone, now().getTime()).date }
  }

  const get = async ({ tenantId }: Pick<Member, 'tenantId'>, id: Id) => {
    const { profile, today } = await house(tenantId)
    const quote = asOf(found(await quotesOf(tenantId).find(id)), today)
    return { quote, profile, today }
  }

  const shareOf = async (quote: Quote): Promise<OpenLink | undefined> =>
    quote.status === 'draft' ? undefined : links.livePrimary(quote.tenantId, 'trakservice', resourceOf(quote))

  const owned = async (quote: Quote): Promise<OwnedQuote> => ({ quote, share: await shareOf(quote) })

  /** Where it belongs to a work order that the organization has. */
  const workOf = async (member: Member, id: SerialId | null | undefined) => {
    if (id === null || id === undefined) return undefined
    const order = await workOrder(member.tenantId, id)
    if (!order) throw faulty({ field: 'work_order', message: 'is not known' })
    return order
  }

  const insert = async (
    member: Member,
    fields: QuoteFields,
    today: string,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<OwnedQuote> => {
    const quote = await quotesOf(member.tenantId).insert(
      { ...fields, id: newId(), createdBy: member.userId },
      Number(today.slice(0, 4)),
      now(),
      (made) => [eventOf('quote.created', made, member.userId, more)],
    )
    return owned(quote)
  }

  /** The link lasts while the quote can be decided, and then as long to be read as the organization allows, up to 30 days. */
  const endOf = async ({ tenantId, validUntil }: Quote, { timeZone }: TenantProfile): Promise<Date> => {
    const decidable = dayBounds(timeZone, validUntil).to
    const readable = dayBounds(timeZone, addDays(validUntil, readableDays)).to
    const { longestHours } = await policyOf(tenantId)
    const longest = longestHours === null ? readable : now().getTime() + longestHours * hourMs
    return new Date(Math.max(decidable, Math.min(readable, longest)))
  }

  return {
    async create(member: Member, body: CreateQuote): Promise<OwnedQuote> {
      const { profile, today } = await house(member.tenantId)
      const said = fieldsOf(body, today)
      const order = await workOf(member, body.work_order)
      const customer = said.customer ?? order?.customer
      if (!customer)
        throw faulty({ field: 'customer', message: 'is required without a work order that has one' })
      const usual = {
        notes: '',
        currency: usualCurrency[profile.locale],
        validUntil: addDays(today, usualDays),
        workOrderId: null,
      }
      const { title, items } = said as Pick<QuoteFields, 'title' | 'items'> // the body has both
      return insert(member, { ...usual, ...said, title, items, customer }, today)
    },

    async list(member: Member, query: QuoteQuery, slice: Slice): Promise<Counted<OwnedQuote>> {
      const { today } = await house(member.tenantId)
      const filter = {
        status: query.status,
        workOrderId: query.work_order_id,
        search: query.search?.trim() || undefined,
      }
      const { count, rows } = await quotesOf(member.tenantId).list(filter, today, slice)
      const quotes: OwnedQuote[] = []
      for (let i = 0; i < rows.length; i += linksAtOnce)
        quotes.push(
          ...(await Promise.all(rows.slice(i, i + linksAtOnce).map((quote) => owned(asOf(quote, today))))),
        )
      return { count, rows: quotes }
    },

    async find(member: Member, id: Id): Promise<OwnedQuote> {
      return owned((await get(member, id)).quote)
    },

    /** Only a draft. Throws `conflict` where somebody changed it since it was read. */
    async update(member: Member, id: Id, expected: BasedOn, body: UpdateQuote): Promise<OwnedQuote> {
      const { quote, today } = await get(member, id)
      assertBasedOn(expected, quote)
      assertDraft(quote)
      const said = fieldsOf(body, today)
      await workOf(member, body.work_order)
      const before: QuoteFields = { ...quote, workOrderId: quote.workOrder?.id ?? null }
      if (!isChange(before, said)) return owned(quote)
      const event = eventOf('quote.updated', quote, member.userId)
      const changed = await quotesOf(member.tenantId).update(quote.id, quote.updatedAt, said, now(), [event])
      if (!changed) throw new Problem('conflict')
      return owned(changed)
    },

    /** Only a draft: what a customer was offered stays on record. */
    async remove(member: Member, id: Id, expected: BasedOn): Promise<void> {
      const { quote } = await get(member, id)
      assertBasedOn(expected, quote)
      assertDraft(quote)
      const event = eventOf('quote.removed', quote, member.userId)
      if (!(await quotesOf(member.tenantId).remove(quote.id, quote.updatedAt, [event])))
        throw new Problem('conflict')
      await links.revokeAllOf(member.tenantId, resourceOf(quote))
    },

    /** The same again, as a draft of today. */
    async duplicate(member: Member, id: Id): Promise<OwnedQuote> {
      const { quote, today } = await get(member, id)
      const { title, notes, currency, customer, items } = quote
      const fields = { title, notes, currency, customer, items, workOrderId: quote.workOrder?.id ?? null }
      const validUntil = addDays(today, usualDays)
      return insert(member, { ...fields, validUntil }, today, { copy_of: quote.id })
    },

    /**
     * Makes the customer's link, or finds it again, and mails it. Throws `policy_violated` where the organization allows
     * no link that anybody can open until the quote's last day.
     */
    async send(member: Member, id: Id, expected: BasedOn, body: SendQuote): Promise<OwnedQuote> {
      const { quote, profile, today } = await get(member, id)
      assertBasedOn(expected, quote)
      const status = statusAfter(quote.status, 'send')
      assertValid(quote.validUntil, today)
      const share = await links.sharePrimary({
        tenantId: member.tenantId,
        face: 'trakservice',
        resource: resourceOf(quote),
        shareType: 'public',
        title: null,
        createdBy: member.userId,
        expiresAt: await endOf(quote, profile),
      })
      const event = eventOf('quote.sent', { ...quote, status }, member.userId)
      const sent = await quotesOf(member.tenantId).markSent(quote.id, quote.updatedAt, now(), [event])
      if (!sent) throw new Problem('conflict')
      const to = body.email ?? quote.customer.email
      if (to)
        await mail.sent(sent, { to, profile, share, senderId: member.userId, message: body.message?.trim() })
      return { quote: sent, share }
    },

    /** As it is printed; drafts as well. */
    async printed(member: Member, id: Id): Promise<ShownQuote & Pick<TenantProfile, 'locale'>> {
      const { quote, profile } = await get(member, id)
      return { quote, organization: profile.name, timeZone: profile.timeZone, locale: profile.locale }
    },

    ...createOffers({ ...ports, get }),
  }
}

/** Under the quote's own id, however a request wrote it: a link is found by what it was made for, letter by letter. */
const resourceOf = ({ id }: Pick<Quote, 'id'>): Resource => ({ kind: 'quote', id })
