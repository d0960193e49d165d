import type { Mails } from '../mail/service.ts'
import { languageOf } from '../mail/service.ts'
import type { SerialId } from '../schema.ts'
import type { TenantStore } from '../tenants/service.ts'
import { taggedUrl } from './handouts.ts'
import type { LinkLetter } from './share-ports.ts'
import { shareUrlOf } from './share-tracks.ts'

export interface PostPorts {
  readonly mail: Pick<Mails, 'send'>
  readonly tenantOf: (tenantId: SerialId) => Pick<TenantStore, 'find' | 'member'>
}

/** Sends links to people, in the language of the organization that they come from. */
export const createPost =
  ({ mail, tenantOf }: PostPorts) =>
  async (letters: readonly LinkLetter[]): Promise<void> => {
    const [first] = letters
    if (!first) return
    const store = tenantOf(first.tenantId)
    const [tenant, sender] = await Promise.all([store.find(), store.member(first.senderId)])
    for (const { tenantId, to, link, title, token, publicUrl } of letters)
      await mail.send({
        tenantId,
        to,
        language: languageOf(tenant?.locale ?? 'en'),
        template: 'link_sent',
        data: {
          senderName: sender?.fullName ?? tenant?.name ?? '',
          title,
          url: taggedUrl(shareUrlOf(publicUrl, token), 'mail'),
          startsAt: link.startsAt,
          expiresAt: link.expiresAt,
          hasPassword: link.shareType === 'protected',
        },
      })
  }
