import { expect } from 'chai'
import type { Asset } from '../../domain/assets/asset.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import { presentVisit, VisitorView } from '../../domain/share-links/visitor-view.ts'
import { parser } from '../../domain/validate.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const asset: Asset = {
  id: 7,
  uuid: '0197282e-3c00-4000-8000-000000000007',
  tenantId: 1,
  ownerId: 3,
  title: 'Sea',
  filename: 'sea.jpg',
  contentType: 'image/jpeg',
  kind: 'image',
  size: 1234,
  width: 800,
  height: 600,
  durationS: null,
  clean: { as: 'same' },
  thumbnail: { type: 'image/webp', size: 10 },
  preview: { type: 'image/webp', size: 100 },
  createdAt: noon,
  updatedAt: noon,
}
const show = (link: Partial<ShareLink> = {}, changes: Partial<Asset> = {}) => {
  const resource = { kind: 'asset', id: '7' } as const
  const shared = newLink({
    id: '0197282e-3c00-4000-8000-000000000001',
    tenantId: 1,
    face: 'core',
    resource,
    createdBy: 3,
    createdAt: noon,
    permissions: { preview: true, download: true, comment: false, collaborate: false },
    recipient: { name: 'Ana', email: 'ana@example.org' },
    ...link,
  })
  const visit = { link: shared, ref: 'my-sea', resource: { ...resource, ownerId: 3, title: 'Sea' } }
  const view = presentVisit(visit, { kind: 'asset', asset: { ...asset, ...changes } }, 'https://example.org')
  expect(parser(VisitorView)(view)).to.equal(view)
  return view as Extract<VisitorView, { asset: object }>
}

describe('what a visitor is told of a shared file', () => {
  it('is exactly this, and nothing of whoever shared it or for whom [T-16]', () => {
    expect(show({ title: 'For you' })).to.deep.equal({
      token: 'my-sea',
      share_type: 'public',
      resource: { type: 'asset', title: 'Sea' },
      permissions: { preview: true, download: true, comment: false, collaborate: false },
      title: 'For you',
      description: null,
      created_at: '2030-06-01T12:00:00.000Z',
      expires_at: null,
      asset: {
        title: 'Sea',
        filename: 'sea.jpg',
        content_type: 'image/jpeg',
        kind: 'image',
        size: 1234,
        width: 800,
        height: 600,
        duration_s: null,
        preview_url: 'https://example.org/share/my-sea/preview',
        thumbnail_url: 'https://example.org/share/my-sea/thumbnail',
        download_url: 'https://example.org/share/my-sea/download',
      },
    })
  })

  it('names no address that would be refused [T-15]', () => {
    const nothing = { preview: false, download: false, comment: true, collaborate: true }
    const urls = ({ asset: { preview_url, thumbnail_url, download_url } }: ReturnType<typeof show>) =>
      [preview_url, thumbnail_url, download_url].map((url) => url !== null)

    expect(urls(show({ permissions: nothing }))).to.deep.equal([false, false, false])
    expect(urls(show({}, { clean: { as: 'none' }, preview: null }))).to.deep.equal([false, true, false])
    expect(urls(show({}, { preview: null, thumbnail: null }))).to.deep.equal([true, false, true])
    expect(urls(show({}, { preview: null, contentType: 'text/html' }))).to.deep.equal([false, true, true])
  })
})
