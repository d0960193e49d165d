import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import { SaveBar, useDraft } from './draft.ts'
import { currentPath, typed } from './organization.ts'
import { organizationWords } from './organization-words.ts'
import { type Messages, platforms, said, tagsIn } from './social-preview.ts'

interface SocialFormProps {
  readonly tenant: CurrentTenant
  readonly onSaved: (tenant: CurrentTenant) => void
}
const names = {
  facebook: 'Facebook',
  twitter: 'X (Twitter)',
  linkedin: 'LinkedIn',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  reddit: 'Reddit',
} as const

const draftOf = ({ social }: CurrentTenant) => ({
  tags: social.hashtags.map((tag) => `#${tag}`).join(' '),
  via: social.via ?? '',
  messages: social.messages as Messages,
})

/** How the organization speaks where it shares; beneath each message, how it will be read. */
export const SocialForm = ({ tenant, onSaved }: SocialFormProps): Node => {
  const { api, lang, say } = useApp()
  const w = organizationWords[lang]
  const { draft, change, isDirty, reset } = useDraft(draftOf(tenant))
  const { busy, refused, run } = useTask()
  const save = (event: Event) => {
    event.preventDefault()
    const filled = Object.entries(draft.messages).filter(([, text]) => text?.trim())
    const social = {
      hashtags: tagsIn(draft.tags),
      via: draft.via.trim() || null,
      messages: Object.fromEntries(filled),
    }
    run(async () => {
      const saved = await api.patch<CurrentTenant>(currentPath, { social })
      onSaved(saved)
      reset(draftOf(saved))
      say(w.saved)
    })
  }
  const messageOf = (platform: (typeof platforms)[number]) => {
    const text = draft.messages[platform] ?? ''
    const seen = said({ ...draft, platform, title: w.example })
    return html`<div key=${platform} class="message">
      <${Field} as="textarea" label=${names[platform]} fault=${faultOf(refused, `social.messages.${platform}`)} input=${{
        name: platform,
        rows: 2,
        maxLength: 500,
        value: text,
        placeholder: '{title} {url}',
        onInput: typed((message) => change({ messages: { ...draft.messages, [platform]: message } })),
      }} />
      <p class="preview"><span class="hint">${w.preview}</span> ${seen || w.nothing}</p>
    </div>`
  }
  return html`<form class="panel" aria-labelledby="social" onSubmit=${save}>
    <h2 id="social">${w.social}</h2>
    <p class="quiet">${w.socialText}</p>
    <${Field} label=${w.hashtags} hint=${w.hashtagsHint} fault=${faultOf(refused, 'social.hashtags')}
      input=${{ name: 'hashtags', value: draft.tags, autoComplete: 'off', onInput: typed((tags) => change({ tags })) }} />
    <${Field} label=${w.via} hint=${w.viaHint} fault=${faultOf(refused, 'social.via')}
      input=${{ name: 'via', value: draft.via, maxLength: 16, autoComplete: 'off', onInput: typed((via) => change({ via })) }} />
    <details class="more-of">
      <summary>${w.messages}</summary>
      <p class="hint">${fill(w.messagesHint, { title: '{title}', url: '{url}' })}</p>
      ${platforms.map(messageOf)}
    </details>
    <${SaveBar} ...${{ isDirty, busy, refused, onReset: () => reset() }} />
  </form>`
}
