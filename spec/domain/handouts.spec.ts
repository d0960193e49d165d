import { expect } from 'chai'
import fc from 'fast-check'
import {
  cardOf,
  cleanText,
  embedCodeOf,
  embedUrlOf,
  noSocial,
  platforms,
  type Social,
  socialLinksOf,
  taggedUrl,
  toldTitleOf,
} from '../../domain/share-links/handouts.ts'
import { onlyPreview } from '../../domain/share-links/link.ts'

const url = 'https://fleeting.example/share/AbCdEfGhIjKlMnOpQrStUv/'
const open = (address: string): Record<string, string> => {
  const { origin, pathname, searchParams } = new URL(address)
  return { at: origin + pathname, ...Object.fromEntries(searchParams) }
}
const linksFor = (title: string | null, social: Partial<Social> = {}) => {
  const links = socialLinksOf({ url, title, social: { ...noSocial, ...social } })
  return Object.fromEntries(platforms.map((platform) => [platform, open(links[platform])]))
}
const tagged = (channel: string, medium = 'social') => `${url}?utm_source=${channel}&utm_medium=${medium}`

describe('an address that is handed on', () => {
  it('says by which channel its opens come [HO-1]', () => {
    expect(taggedUrl(url, 'telegram')).to.equal(tagged('telegram'))
    expect(taggedUrl(url, 'qr')).to.equal(tagged('qr', 'qr'))
    expect(taggedUrl(url, 'embed')).to.equal(tagged('embed', 'embed'))
    expect(taggedUrl(url, 'mail')).to.equal(tagged('mail', 'email'))
    expect(taggedUrl(taggedUrl(`${url}?item=3#top`, 'qr'), 'mail')).to.equal(
      `${url}?item=3&utm_source=mail&utm_medium=email#top`,
    )
  })

  it('opens each platform’s own form, with the address and the title where it takes them [HO-2]', () => {
    expect(linksFor('Van 7')).to.deep.equal({
      facebook: { at: 'https://www.facebook.com/sharer/sharer.php', u: tagged('facebook') },
      twitter: { at: 'https://twitter.com/intent/tweet', url: tagged('twitter'), text: 'Van 7' },
      linkedin: { at: 'https://www.linkedin.com/sharing/share-offsite/', url: tagged('linkedin') },
      whatsapp: { at: 'https://wa.me/', text: `Van 7 ${tagged('whatsapp')}` },
      telegram: { at: 'https://t.me/share/url', url: tagged('telegram'), text: 'Van 7' },
      reddit: { at: 'https://www.reddit.com/submit', url: tagged('reddit'), title: 'Van 7' },
    })
  })

  it('stands alone where there is no title to tell [HO-3]', () => {
    expect(linksFor(null)).to.deep.include({
      twitter: { at: 'https://twitter.com/intent/tweet', url: tagged('twitter') },
      whatsapp: { at: 'https://wa.me/', text: tagged('whatsapp') },
    })
  })

  it('speaks as the organization has settled it, and says the address once [HO-4]', () => {
    const links = linksFor('Van 7', {
      hashtags: ['content', 'não'],
      via: 'fleeting',
      messages: {
        twitter: "Don't miss this! {title} {url} #content",
        whatsapp: '{url} is where {title} is',
        telegram: 'Look here',
        facebook: 'See {title}',
        linkedin: 'Professional content: {title}',
      },
    })

    expect(links.twitter).to.deep.include({
      url: tagged('twitter'),
      text: "Don't miss this! Van 7 #content",
      hashtags: 'content,não',
      via: 'fleeting',
    })
    expect(links.whatsapp?.text).to.equal(`${tagged('whatsapp')} is where Van 7 is`)
    expect(links.telegram).to.deep.include({ url: tagged('telegram'), text: 'Look here' })
    expect(links.facebook?.quote).to.equal('See Van 7')
    expect(links.linkedin?.text).to.equal('Professional content: Van 7')
  })

  it('is put behind a message that leaves it out, or is too long to hold it [HO-4]', () => {
    const title = 'x'.repeat(200)
    const messages = { whatsapp: 'Look at {title}' }
    expect(linksFor('Van 7', { messages }).whatsapp?.text).to.equal(`Look at Van 7 ${tagged('whatsapp')}`)

    const { text } = linksFor(title, { messages: { whatsapp: `${'{title}'.repeat(60)} {url}` } }).whatsapp!
    expect(text).to.have.length.below(1200)
    expect(text?.endsWith(tagged('whatsapp'))).to.equal(true)
  })

  it('is not taken over by a title that looks like a template, or like a pattern [T-44]', () => {
    expect(linksFor('{url} {title} $& $1').whatsapp?.text).to.equal(
      `{url} {title} $& $1 ${tagged('whatsapp')}`,
    )
  })

  it('carries titles with emoji and quotes whole, and without breaks or turns [T-44]', () => {
    const family = '👨‍👩‍👧'
    const { text } = linksFor(`"${family}" isn't\r\nBcc: x\u202egpj.exe\u2066 & <b>\ud800`).twitter!
    expect(text).to.equal(`"${family}" isn't Bcc: xgpj.exe & <b>\ufffd`)

    const raw = socialLinksOf({ url, title: `it's (a) "b" é+&#=` }).twitter
    expect(raw).to.include('&text=it%27s%20%28a%29%20%22b%22%20%C3%A9%2B%26%23%3D')
  })

  it('whatever the title, is an address that reads back as it was meant [T-44]', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(anything, anything, (title, message) => {
        const messages = Object.fromEntries(platforms.map((platform) => [platform, message]))
        const links = socialLinksOf({ url, title, social: { ...noSocial, messages } })
        for (const [platform, link] of Object.entries(links)) {
          expect(link).to.match(/^https:\/\/[\w.-]+(\/[\w.-]*)*\?[\w.~%&=-]+$/)
          const { at: _, ...given } = open(link)
          expect(Object.values(given).join(' ')).to.include(tagged(platform))
          expect(Object.values(given).join(' ')).to.not.match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        }
      }),
    )
  })

  it('is a frame for other sites, which no title breaks out of [HO-5] [T-44]', () => {
    const code = embedCodeOf({ url, title: `'><script>alert("1")</script>\u202e` })

    expect(embedUrlOf(url)).to.equal(
      'https://fleeting.example/embed/AbCdEfGhIjKlMnOpQrStUv/?utm_source=embed&utm_medium=embed',
    )
    expect(embedUrlOf('https://x.example/share/share/my-van')).to.match(
      /^https:\/\/x\.example\/share\/embed\/my-van\?/,
    )
    expect(code).to.match(/^<iframe( [a-z]+(='[^'<>]*')?)+><\/iframe>$/)
    expect(code).to.include(
      `src='https://fleeting.example/embed/AbCdEfGhIjKlMnOpQrStUv/?utm_source=embed&#38;utm_medium=embed' width='600' height='400'`,
    )
    expect(code).to.include(
      `title='&#39;&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;' loading='lazy'`,
    )
    expect(code).to.not.match(/allow-(top-navigation|modals|forms)/)
    expect(embedCodeOf({ url, title: null, width: 300, height: 200 })).to.include(
      `width='300' height='200' title='Fleeting'`,
    )
  })
})

describe('what others read of a link', () => {
  const link = {
    shareType: 'public' as 'public' | 'private' | 'protected',
    title: null as string | null,
    description: null,
    permissions: onlyPreview,
    maxViews: null as number | null,
    counts: { views: 0 },
  }
  const resource = { kind: 'asset' as const, title: 'salaries.xlsx' }

  it('is the name of the thing only where anyone may open it; its owner’s words go where the owner sends them [HO-3] [T-45]', () => {
    expect(toldTitleOf(link, resource)).to.equal('salaries.xlsx')
    for (const shareType of ['private', 'protected'] as const) {
      expect(toldTitleOf({ ...link, shareType }, resource)).to.equal(null)
      expect(toldTitleOf({ ...link, shareType, title: 'For you' }, resource)).to.equal('For you')
    }
  })

  it('on a card is nothing at all where the link is closed [HO-7] [T-45]', () => {
    const nothing = { title: null, description: null, kind: null, hasGlimpse: false }
    for (const shareType of ['private', 'protected'] as const)
      expect(cardOf({ ...link, shareType, title: 'Owner’s words' }, resource)).to.deep.equal(nothing)
    expect(cardOf(link, resource)).to.deep.equal({
      title: 'salaries.xlsx',
      description: null,
      kind: 'asset',
      hasGlimpse: true,
    })
  })

  it('on a card has no glimpse of what is counted, or may not be looked at [HO-8] [T-45]', () => {
    expect(cardOf({ ...link, maxViews: 1 }, resource)).to.include({
      title: 'salaries.xlsx',
      hasGlimpse: false,
    })
    expect(cardOf({ ...link, maxViews: 1, counts: { views: 1 } }, resource)).to.include({ title: null })
    expect(
      cardOf({ ...link, permissions: { ...onlyPreview, preview: false } }, resource).hasGlimpse,
    ).to.equal(false)
  })

  it('is one line without hidden characters, cut between characters and not inside them [T-44]', () => {
    expect(cleanText(' a\u0000b\n\u2028c\u200b\u202ed\u061c\ufeff ')).to.equal('a b cd')
    expect(cleanText('😀'.repeat(5), 3)).to.equal('😀😀…')
    expect(cleanText('x'.repeat(10_240), 200)).to.have.length(200)
  })
})
