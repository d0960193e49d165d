import { randomBytes } from 'node:crypto'
import { clientOf, type Person, type Reply } from '../support/client.ts'
import { aPicture } from './an-album.ts'

export interface MadeShare {
  readonly linkId: string
  readonly token: string
}

/** A link with its options, as its owner makes it. */
export const share = async (
  owner: Pick<Person, 'call'>,
  resource_type: string,
  resource_id: number | string,
  options: object = {},
): Promise<MadeShare> => {
  const { status, body } = await owner.call('POST', '/api/v3/shares', {
    resource_type,
    resource_id,
    ...options,
  })
  if (status !== 201) throw new Error(`sharing answered ${status}: ${JSON.stringify(body)}`)
  return { linkId: body.uuid, token: body.token }
}

/** Any bytes as a file. */
export const aFile = async (
  { url, token }: Person,
  bytes: Uint8Array = randomBytes(64),
  name = 'notes.bin',
): Promise<number> => {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)]), name)
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/api/v3/assets`, { method: 'POST', headers, body: form })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${text}`)
  return JSON.parse(text).id
}

export const anAlbum = async (owner: Person, assetIds: readonly number[]): Promise<number> => {
  const { body } = await owner.call('POST', '/api/albums', { title: 'Sea' })
  for (const asset_id of assetIds) await owner.call('POST', `/api/albums/${body.id}/items`, { asset_id })
  return body.id
}

export const aSharedPicture = async (owner: Person, options: object = {}) => {
  const assetId = await aPicture(owner)
  return { assetId, ...(await share(owner, 'asset', assetId, { allow_download: true, ...options })) }
}

/** Somebody with a browser: what is left with them comes along again. */
export const aBrowser = (url: string) => {
  const jar = new Map<string, string>()
  const client = clientOf(url)
  return {
    jar,
    async call(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Reply> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const reply = await client.call(method, path, body, { ...(cookie && { cookie }), ...headers })
      for (const line of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        jar.set(name, value)
      }
      return reply
    },
  }
}
