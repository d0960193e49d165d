import { expect } from 'chai'
import type { Asset } from '../../domain/assets/asset.ts'
import { Problem } from '../../domain/problem.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import type { SharedContent } from '../../domain/share-links/visitor-view.ts'
import { renderEmbed, renderLocked, renderShare } from '../../server/share-pages.ts'
import { lockedReasons } from '../../web/pages/visitor.ts'
import { noon } from '../web/support/builders.ts'

const token = 'abcdefghijklmnopqrstuv'
const home = `/share/${token}/`

const anAsset = (of: Partial<Asset> = {}): Asset => ({
  id: 3,
  uuid: '5c1d2f60-0000-4000-8000-000000000003',
  tenantId: 1,
  ownerId: 2,
  title: 'Harbour',
  filename: 'harbour.jpg',
  contentType: 'image/jpeg',
  kind: 'image',
  size: 2_400_000,
  width: 4000,
  height: 3000,
  durationS: null,
  clean: { as: 'same' },
  thumbnail: { type: 'image/webp', size: 9000 },
  preview: { type: 'image/webp', size: 90_000 },
  createdAt: noon,
  updatedAt: noon,
  ...of,
})

const album = (...items: Asset[]): SharedContent => ({
  kind: 'album',
  album: { title: 'By the sea', description: 'May' },
  items,
})

const everything = { preview: true, download: true, comment: false, collaborate: false }
const visit = (kind: ShareLink['resource']['kind'], of: Partial<ShareLink> = {}, title = 'Harbour') => {
  const resource = { kind, id: '3' }
  const id = 'f7a7f6a0-0000-4000-8000-000000000001'
  const made = { id, tenantId: 1, face: 'core', resource, createdBy: 2, createdAt: noon } as const
  return {
    link: newLink({ ...made, permissions: everything, ...of }),
    ref: token,
    resource: { ...resource, ownerId: 2, title },
  }
}

const file = (name: string) => ({ file: `${name}.js`, css: [`${name}.css`] })
const context = {
  lang: 'en',
  now: noon,
  publicUrl: 'https://share.example',
  pages: {
    manifest: { 'pages/share-client.ts': file('share'), 'pages/visitor-client.ts': file('visitor') },
    map: { styleUrl: null, pmtilesUrl: null },
  },
} as const

describe('the page of what somebody shared', () => {
  it('has the addresses of the link’s files, and none of its owner’s [T-16]', () => {
    const page = renderShare({ kind: 'asset', asset: anAsset() }, visit('asset'), context)

    expect(page).to.include(`src="${home}preview"`).and.include(`href="${home}download"`)
    expect(page).to.include('src="/assets/visitor.js"').and.not.include('/assets/share.js')
    expect(page).to.not.match(/\/api\/|5c1d2f60|f7a7f6a0|tenant|owner/i)
  })

  it('has no address that the link does not give [VP-8] [T-15]', () => {
    const asset = { kind: 'asset', asset: anAsset() } as const
    const look = renderShare(
      asset,
      visit('asset', { permissions: { ...everything, download: false } }),
      context,
    )
    const take = renderShare(
      asset,
      visit('asset', { permissions: { ...everything, preview: false } }),
      context,
    )

    expect(look).to.include(`${home}preview"`).and.not.include(`${home}download"`)
    expect(take)
      .to.include(`${home}download"`)
      .and.not.match(/\/(preview|thumbnail)"/)
  })

  it('shows nothing of a file that could not be cleaned [T-41]', () => {
    const asset = anAsset({
      kind: 'pdf',
      contentType: 'application/pdf',
      clean: { as: 'none' },
      preview: null,
      thumbnail: null,
    })
    const page = renderShare({ kind: 'asset', asset }, visit('asset'), context)

    expect(page).to.not.match(/\/(preview|thumbnail|download)"/)
  })

  it('opens an album, and each item in it by itself', () => {
    const content = album(anAsset({ id: 3 }), anAsset({ id: 9, title: 'Gulls' }), anAsset({ id: 4 }))
    const all = renderShare(content, visit('album'), context)
    const one = renderShare(content, visit('album'), { ...context, itemId: 9 })

    expect(all).to.include('<title>By the sea</title>').and.include(`href="${home}?item=9"`)
    expect(all)
      .to.include(`src="${home}items/9/thumbnail"`)
      .and.include(`href="${home}zip"`)
      .and.include('May')
    expect(one).to.include(`src="${home}items/9/preview"`)
    expect(one).to.include(`rel="prev" href="${home}?item=3"`).and.include(`rel="next" href="${home}?item=4"`)
  })

  it('shows the way in to whoever may add to the album, and to nobody else [AP-9]', () => {
    const pageOf = (collaborate: boolean) =>
      renderShare(album(anAsset()), visit('album', { permissions: { ...everything, collaborate } }), context)
    const way = `href="/?next=${encodeURIComponent(`/#/albums/join/${token}`)}"`

    expect(pageOf(true)).to.include(way).and.include('Add your pictures')
    expect(pageOf(false)).to.not.include('/albums/join/').and.not.include('Add your pictures')
    const framed = visit('album', { permissions: { ...everything, collaborate: true } })
    expect(renderEmbed(album(anAsset()), framed, context)).to.not.include('/albums/join/')
  })

  it('knows no item that is not in the album, or not any more [VP-10] [T-17]', () => {
    const gone = () => renderShare(album(anAsset()), visit('album'), { ...context, itemId: 77 })

    expect(gone).to.throw(Problem).with.property('code', 'not_found')
  })

  it('calls a link as its owner does', () => {
    const named = visit('album', { title: 'For Zoë', description: 'The good ones' })
    const page = renderShare(album(anAsset()), named, context)

    expect(page).to.include('<title>For Zoë</title>').and.include('The good ones').and.not.include('May')
  })

  it('tells other sites about a public link where it is, and of a locked one nothing [T-45]', () => {
    const open = renderShare(album(anAsset()), visit('album', {}, 'By the sea'), context)
    const locked = renderShare(
      album(anAsset()),
      visit('album', { shareType: 'protected', title: 'For Zoë' }),
      context,
    )
    const tagsOf = (page: string) =>
      (page.match(/<(meta|link) [^>]*(og:|twitter:|oembed|"description")[^>]*>/g) ?? []).join('\n')

    expect(tagsOf(open)).to.include(`content="https://share.example${home}"`).and.include('By the sea')
    expect(tagsOf(open)).to.include(`${home}card.png`).and.include('/oembed?format=json')
    expect(tagsOf(locked))
      .to.include('og:title')
      .and.not.match(/Zoë|sea|album|oembed/i)
  })

  it('stays in its frame on another site', () => {
    const content = album(anAsset({ id: 3 }), anAsset({ id: 9 }))
    const page = renderEmbed(content, visit('album'), context)

    expect(page).to.include(`href="/embed/${token}/?item=9"`).and.include(`src="${home}items/9/thumbnail"`)
    expect(page).to.match(new RegExp(`href="${home}" target="_blank" rel="noopener"`))
  })
})

describe('the page in front of a link', () => {
  it('knows nothing but the address that was asked for [VP-12] [T-45]', () => {
    for (const reason of lockedReasons) {
      const lock = { ref: token, startsAt: new Date(noon.getTime() + 3_600_000), retryAfterS: 20 }
      const page = renderLocked(reason, lock, context)
      const props = JSON.parse(/id="props">(.*?)<\/script>/.exec(page)![1]!).props
      expect(props, reason).to.have.all.keys([
        ...['lang', 'reason', 'home', 'serverTime', 'startsAt', 'retryAfterS', 'isEmbedded'],
      ])
      expect(page).to.include('noindex').and.not.include('oembed')
    }
  })

  it('lets its form say that it comes from here, and tells no other site [VP-13] [T-31] [T-60]', () => {
    const page = renderLocked('password', { ref: token }, context)

    // Under `no-referrer` browsers send `Origin: null` with a form, as if it came from anywhere.
    expect(page).to.include('<meta name="referrer" content="same-origin"/>')
  })

  it('puts no address of the visitor’s making into its form [T-22]', () => {
    const page = renderLocked('password', { ref: '../x"><script>?a#b' }, context)

    expect(page).to.include('action="/share/..%2Fx%22%3E%3Cscript%3E%3Fa%23b/unlock"')
  })
})
