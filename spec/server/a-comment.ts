import type { Person, Reply } from '../support/client.ts'
import { share } from './a-shared-file.ts'
import { anAsset } from './an-album.ts'

/** Says something of a file as a member. */
export const comment = async (
  person: Pick<Person, 'call'>,
  assetId: number,
  said: object = { content: 'Brighter, please' },
): Promise<Reply['body']> => {
  const { status, body } = await person.call('POST', `/api/v3/assets/${assetId}/comments/`, said)
  if (status !== 201) throw new Error(`commenting answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** A picture with a comment on it. */
export const aCommentedAsset = async (owner: Person) => {
  const assetId = await anAsset(owner)
  return { assetId, commentId: (await comment(owner, assetId)).id as string }
}

/** A picture, and a link that lets visitors comment on it. */
export const aDiscussedAsset = async (owner: Person, options: object = {}) => {
  const { assetId, commentId } = await aCommentedAsset(owner)
  return {
    assetId,
    commentId,
    ...(await share(owner, 'asset', assetId, { allow_comments: true, ...options })),
  }
}
