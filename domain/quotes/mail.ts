import type { Mails } from '../mail/service.ts'
import { linkUrlOf } from '../mail/service.ts'
import type { SerialId } from '../schema.ts'
import { taggedUrl } from '../share-links/handouts.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { OpenLink } from '../share-links/service.ts'
import { shareUrlOf } from '../share-links/share-tracks.ts'
import type { TenantProfile } from '../tenants/profiles.ts'
import type { TenantStore } from '../tenants/service.ts'
import { reckon } from './money.ts'
import type { Quote } from './quote.ts'

export interface QuoteMailPorts {
  readonly mail: Pick<Mails, 'send'>
  readonly membersOf: (tenantId: SerialId) => Pick<TenantStore, 'member'>
  /** What links in mails begin with. */
  readonly publicUrl: () => string
  /** Hears of mails that could not even be stored. */
  readonly report: (error: unknown) => void
}

export type QuoteMail = ReturnType<typeof createQuoteMail>

/** What is written about quotes: to the customer, and to whoever made one. In the organization's language. */
export const createQuoteMail = ({ mail, membersOf, publicUrl, report }: QuoteMailPorts) => {
  const tellMaker = async (
    quote: Quote,
    { locale }: Pick<TenantProfile, 'locale'>,
    link: ShareLink,
  ): Promise<void> => {
    const maker = await membersOf(quote.tenantId).member(quote.createdBy)
    if (!maker) return
    await mail.send({
      tenantId: quote.tenantId,
      to: maker.email,
      language: locale,
      template: 'quote_decided',
      data: {
        number: quote.number,
        title: quote.title,
        isApproved: quote.status === 'approved',
        decidedBy: quote.decidedBy ?? '',
        comment: quote.decisionComment,
        url: linkUrlOf(publicUrl(), link),
      },
    })
  }

  return {
    async sent(
      quote: Quote,
      {
        to,
        profile,
        share,
        senderId,
        message,
      }: {
        readonly to: string
        readonly profile: Pick<TenantProfile, 'locale' | 'name'>
        readonly share: OpenLink
        readonly senderId: SerialId
        readonly message: string | undefined
      },
    ): Promise<void> {
      const sender = await membersOf(quote.tenantId).member(senderId)
      await mail.send({
        tenantId: quote.tenantId,
        to,
        language: profile.locale,
        template: 'quote_sent',
        data: {
          senderName: sender?.fullName ?? profile.name,
          customerName: quote.customer.name,
          number: quote.number,
          title: quote.title,
          totalCents: reckon(quote.items).totalCents,
          currency: quote.currency,
          validUntil: quote.validUntil,
          message: message || null,
          url: taggedUrl(shareUrlOf(publicUrl(), share.token), 'mail'),
        },
      })
    },

    /** The customer, who decided, hears of no trouble with it. */
    decided: (quote: Quote, profile: Pick<TenantProfile, 'locale'>, link: ShareLink): Promise<void> =>
      tellMaker(quote, profile, link).catch(report),
  }
}
