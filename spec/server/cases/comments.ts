import { aCommentedAsset, aDiscussedAsset } from '../a-comment.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const

const params = async ({ house }: Fixture) => {
  const { assetId, commentId } = await aCommentedAsset(house.people.owner)
  return { id: String(assetId), uuid: commentId }
}
const byLink = async ({ house }: Fixture) => {
  const { linkId, commentId } = await aDiscussedAsset(house.people.owner)
  return { ref: linkId, uuid: commentId }
}
/** What somebody else wrote is not a visitor's to change. */
const notTheirs = { foreign: 'own', nobody: 403, params: byLink } as const

export const commentCases: Record<string, RouteCase> = {
  'post /api/v3/assets/:id/comments': { ...personal, params, body: () => ({ content: 'A bit to the left' }) },
  'get /api/v3/assets/:id/comments': { ...personal, params },
  'get /api/v3/assets/:id/comments/readers': { ...personal, params },
  'get /api/v3/assets/:id/comments/export': { ...personal, params, query: '?format=csv' },
  'patch /api/v3/assets/:id/comments/:uuid': { ...personal, params, body: () => ({ content: 'Darker' }) },
  'delete /api/v3/assets/:id/comments/:uuid': { ...personal, params },
  'post /api/v3/assets/:id/comments/:uuid/resolve': { ...personal, params, body: () => ({}) },

  'get /share/:ref/comments': { foreign: 'own', nobody: 200, params: byLink },
  'post /share/:ref/comments': {
    foreign: 'own',
    nobody: 201,
    params: byLink,
    body: () => ({ name: 'Rosa', content: 'Lovely' }),
  },
  'patch /share/:ref/comments/:uuid': { ...notTheirs, body: () => ({ content: 'Awful' }) },
  'delete /share/:ref/comments/:uuid': notTheirs,
}
