/** The networks that a link is handed to, and that its visitors come from, by their own names. */
export const networkNames = {
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  facebook: 'Facebook',
  twitter: 'X (Twitter)',
  linkedin: 'LinkedIn',
  reddit: 'Reddit',
} as const

export type Network = keyof typeof networkNames
export const isNetwork = (name: string): name is Network => name in networkNames
