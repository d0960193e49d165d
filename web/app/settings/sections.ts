import type { FunctionComponent } from 'preact'
import type { Role } from '../../../domain/actor.ts'
import type { GlyphName } from '../../pages/icons.ts'
import type { PageProps } from '../pages.ts'
import { Account } from './account.ts'
import { ApiKeysSection } from './api-keys.ts'
import { AuditSection } from './audit.ts'
import { FeaturesSection } from './features.ts'
import { LinksSection } from './links.ts'
import { MembersSection } from './members.ts'
import { Organization } from './organization.ts'
import { PrivacySection } from './privacy.ts'
import { RetentionSection } from './retention.ts'
import { WebhookSection } from './webhook.ts'
import { WebhooksSection } from './webhooks.ts'
import type { SettingsWords } from './words.ts'

export interface Section {
  /** As in the address: `#/settings/{id}`. */
  readonly id: string
  readonly word: keyof SettingsWords
  /** What is to be found there. */
  readonly about: keyof SettingsWords
  readonly glyph: GlyphName
  readonly role: Role
  readonly Body: FunctionComponent<Pick<PageProps, 'query'>>
  /** One of the things that the section lists, by what stands behind it in the address. */
  readonly oneWord?: keyof SettingsWords
  readonly One?: FunctionComponent<{ readonly id: string } & Pick<PageProps, 'query'>>
}

/** In the order of the list: what is one's own, what the organization is, what programs do, what is looked up. */
export const sections: readonly Section[] = [
  { id: 'account', word: 'account', about: 'accountAbout', glyph: 'person', role: 'member', Body: Account },
  {
    id: 'organization',
    word: 'organization',
    about: 'organizationAbout',
    glyph: 'home',
    role: 'admin',
    Body: Organization,
  },
  {
    id: 'members',
    word: 'members',
    about: 'membersAbout',
    glyph: 'people',
    role: 'admin',
    Body: MembersSection,
  },
  {
    id: 'features',
    word: 'features',
    about: 'featuresAbout',
    glyph: 'check',
    role: 'admin',
    Body: FeaturesSection,
  },
  { id: 'links', word: 'links', about: 'linksAbout', glyph: 'link', role: 'admin', Body: LinksSection },
  {
    id: 'retention',
    word: 'retention',
    about: 'retentionAbout',
    glyph: 'clock',
    role: 'admin',
    Body: RetentionSection,
  },
  {
    id: 'webhooks',
    word: 'webhooks',
    about: 'webhooksAbout',
    glyph: 'out',
    role: 'admin',
    Body: WebhooksSection,
    One: WebhookSection,
    oneWord: 'webhook',
  },
  {
    id: 'api-keys',
    word: 'apiKeys',
    about: 'apiKeysAbout',
    glyph: 'key',
    role: 'admin',
    Body: ApiKeysSection,
  },
  {
    id: 'privacy',
    word: 'privacy',
    about: 'privacyAbout',
    glyph: 'lock',
    role: 'admin',
    Body: PrivacySection,
  },
  { id: 'audit', word: 'audit', about: 'auditAbout', glyph: 'eye', role: 'admin', Body: AuditSection },
]
