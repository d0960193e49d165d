import { type Platform, platforms, socialLinksOf } from '../../../domain/share-links/handouts.ts'

export { platforms }
export type Messages = Readonly<Partial<Record<Platform, string>>>

/** The words of a line of hashtags, however they are parted. */
export const tagsIn = (line: string): string[] => [
  ...new Set(
    line
      .split(/[\s,;]+/)
      .map((tag) => tag.replace(/^#/, ''))
      .filter(Boolean),
  ),
]

interface Draft {
  readonly platform: Platform
  readonly messages: Messages
  readonly tags: string
  readonly via: string
  /** Of what is shared. */
  readonly title: string
}

/** What stands in a platform's form when a link is handed out there: by the very rules that make its address. */
export const said = ({ platform, messages, tags, via, title }: Draft): string => {
  const filled = Object.fromEntries(Object.entries(messages).filter(([, text]) => text?.trim()))
  const social = { hashtags: tagsIn(tags), via: via.replace(/^@/, '') || null, messages: filled }
  const { searchParams: form } = new URL(
    socialLinksOf({ url: 'https://fleeting.example/share/k3P…', title, social })[platform],
  )
  const words = form.get('text') ?? form.get('quote') ?? form.get('title') ?? ''
  const parts = [decodedUrl(words)]
  if (platform === 'twitter') {
    parts.push(...social.hashtags.map((tag) => `#${tag}`))
    if (social.via) parts.push(`via @${social.via}`)
  }
  return parts.filter(Boolean).join(' ')
}

/** Campaign tags are for statistics, and nothing to read. */
const decodedUrl = (text: string): string => text.replace(/(https:\/\/fleeting\.example\/share\/)\S*/g, '$1…')
