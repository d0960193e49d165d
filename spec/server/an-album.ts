import sharp from 'sharp'
import { addAsset } from '../support/album-rows.ts'
import type { Person } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

/** An asset of this person's, as far as its row tells: there is no file. */
export const anAsset = async (person: Person, title?: string): Promise<number> =>
  addAsset((await sharedService()).database, person, title)

/** An uploaded picture, with its file. */
export const aPicture = async ({ url, token }: Person): Promise<number> => {
  const png = await sharp({ create: { width: 8, height: 6, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'sea.png')
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/api/v3/assets`, { method: 'POST', headers, body: form })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${text}`)
  return JSON.parse(text).id
}

export interface SharedAlbum {
  readonly albumId: number
  readonly assetId: number
  readonly token: string
  readonly linkId: string
}

/** An album with one item, and its link. */
export const aSharedAlbum = async (
  owner: Person,
  link: { readonly is_collaboration?: boolean; readonly expires_at?: string | null } = {},
  item: (owner: Person) => Promise<number> = anAsset,
): Promise<SharedAlbum> => {
  const call = async (method: string, path: string, fields: object) => {
    const { status, body } = await owner.call(method, `/api/albums${path}`, fields)
    if (status !== 201)
      throw new Error(`${method} /api/albums${path} answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
  const { id: albumId } = await call('POST', '', { title: 'Sea' })
  const assetId = await item(owner)
  await call('POST', `/${albumId}/items`, { asset_id: assetId })
  const { token, id: linkId } = await call('PUT', `/${albumId}/share-link`, link)
  return { albumId, assetId, token, linkId }
}
