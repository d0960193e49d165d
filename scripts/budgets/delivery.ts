import type { Check } from './checks.ts'
import type { Got, Seen } from './gather.ts'

const documentOf = ({ page, answers }: Seen): Got | undefined => {
  const [address] = page.url.split('#')
  return answers.find(({ url }) => url === address)
}
const oursOf = ({ page, answers }: Seen): Got[] => {
  const { origin } = new URL(page.url)
  return answers.filter(({ url }) => url.startsWith(`${origin}/`))
}
const pathOf = ({ url }: Got): string => new URL(url).pathname
const header = (got: Got | undefined, name: string): string => got?.headers[name] ?? ''
const lacks = (got: Got | undefined, name: string, pattern: RegExp): string[] =>
  pattern.test(header(got, name)) ? [] : [`${name}: ${header(got, name) || 'none'}`]

const isText = ({ type }: Got) =>
  /^(text\/(?!event-stream)|application\/(javascript|json|manifest))/.test(type)
const isNamedByContent = (path: string) => /^\/assets\/[^/]*-[\w-]{8}\.(js|mjs|css)$/.test(path)

/** How it comes over the line. */
export const deliveryChecks: readonly Check[] = [
  {
    name: 'text is compressed',
    faults: (seen) =>
      oursOf(seen)
        .filter(
          (got) => isText(got) && got.bytes > 1024 && !/br|gzip|zstd/.test(header(got, 'content-encoding')),
        )
        .map(pathOf),
  },
  {
    name: 'code is kept for good',
    faults: (seen) =>
      oursOf(seen)
        .filter((got) => isNamedByContent(pathOf(got)))
        .filter((got) => !/max-age=31536000, immutable/.test(header(got, 'cache-control')))
        .map(pathOf),
  },
  {
    name: 'what is personal is kept by nobody',
    faults: (seen) => [
      ...lacks(documentOf(seen), 'cache-control', /private, no-store/),
      ...oursOf(seen)
        .filter((got) => /^\/(share|api|embed)\//.test(pathOf(got)) && got.status === 200)
        .filter((got) => !/private|no-store/.test(header(got, 'cache-control')))
        .map((got) => `${pathOf(got)}: ${header(got, 'cache-control') || 'no cache-control'}`),
    ],
  },
  {
    name: 'policy for content',
    faults: (seen) => {
      const got = documentOf(seen)
      const policy = header(got, 'content-security-policy')
      return [
        ...lacks(got, 'content-security-policy', /default-src 'none'/),
        ...lacks(got, 'content-security-policy', /base-uri 'none'/),
        ...lacks(got, 'content-security-policy', /frame-ancestors 'none'/),
        ...(/unsafe-|script-src[^;]*(https?:|\*|data:|blob:)/.test(policy) ? [policy] : []),
      ]
    },
  },
  {
    name: 'headers that protect',
    faults: (seen) => [
      ...oursOf(seen).flatMap((got) =>
        lacks(got, 'x-content-type-options', /^nosniff$/).map((one) => `${pathOf(got)} ${one}`),
      ),
      ...lacks(documentOf(seen), 'referrer-policy', /^(no-referrer|same-origin)$/),
      ...lacks(documentOf(seen), 'cross-origin-opener-policy', /^same-origin$/),
      ...lacks(documentOf(seen), 'x-frame-options', /^(DENY|SAMEORIGIN)$/),
      ...lacks(documentOf(seen), 'permissions-policy', /camera=\(\)/),
    ],
  },
  {
    name: 'nothing from elsewhere',
    faults: (seen) => {
      const { origin } = new URL(seen.page.url)
      // Streets come from where the house says; the policy names it.
      const streets =
        /img-src ([^;]*)/.exec(header(documentOf(seen), 'content-security-policy'))?.[1]?.split(' ') ?? []
      return seen.answers
        .map(({ url }) => new URL(url))
        .filter((url) => /^http/.test(url.protocol) && url.origin !== origin && !streets.includes(url.origin))
        .map(({ href }) => href)
    },
  },
  {
    name: 'everything it asks for is there',
    faults: (seen) =>
      oursOf(seen)
        .filter((got) => got !== documentOf(seen) && got.status >= 400)
        .map((got) => `${pathOf(got)} ${got.status}`),
  },
  { name: 'nothing in the console', faults: ({ console }) => console },
  { name: 'nothing that goes away', faults: ({ issues }) => issues },
]
