const browsers = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0',
] as const
const channels = [
  '',
  '?utm_source=whatsapp',
  '?utm_source=qr',
  '?utm_source=email',
  '?utm_source=telegram',
] as const
/** Beginnings of networks of many countries, so that the map of the world has something to say; the first come most. */
const networks =
  '79.192 177.32 87.128 24.0 90.0 80.58 189.6 126.0 187.128 5.148 41.0 49.32 1.128 181.0 24.48 2.136'.split(
    ' ',
  )

/** Spread without a pattern, and always the same: steps of an irrational length around a circle. */
const spread = (i: number, step: number): number => (i * step) % 1

/** Opens a link as so many people would: from several countries, by several ways, a few of them more than once. */
export const openAsMany = async (link: string, people: number): Promise<void> => {
  const one = async (i: number) => {
    const channel = channels[Math.floor(spread(i, 0.41421356) * channels.length)]
    const network = networks[Math.floor(spread(i, 0.61803399) ** 2 * networks.length)]
    const answer = await fetch(link + channel, {
      headers: {
        'user-agent': browsers[Math.floor(spread(i, 0.73205081) ** 1.5 * browsers.length)]!,
        'x-forwarded-for': `${network}.${i % 200}.${1 + (i % 250)}`,
        accept: 'text/html',
      },
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${link} answered ${answer.status} to visitor ${i}`)
  }
  const atOnce = 8
  for (let from = 0; from < people; from += atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, people - from) }, (_, i) => one(from + i)))
}

/** A service that is opened by many from one machine: whoever forwards is believed, and nobody is held back. */
export const forMany = {
  TRUST_PROXY: 'loopback',
  RATE_LIMIT_SHARE_OPEN: 'off',
  RATE_LIMIT_LOGIN: 'off',
  RATE_LIMIT_API: 'off',
} as const
