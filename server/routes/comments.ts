import Type, { type Static } from 'typebox'
import type { Asset } from '../../domain/assets/asset.ts'
import { ReadersQuery, ReadersView } from '../../domain/assets/schema.ts'
import type { Comment } from '../../domain/comments/comment.ts'
import { commentsCsv, commentsEdl, commentsVtt } from '../../domain/comments/exports.ts'
import { presentComment, readerOf } from '../../domain/comments/present.ts'
import {
  CommentExportQuery,
  CommentQuery,
  CommentView,
  CreateComment,
  EditComment,
  ResolveComment,
} from '../../domain/comments/schema.ts'
import { Id, Page, SerialId } from '../../domain/schema.ts'
import { parser } from '../../domain/validate.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { media, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const readResolve = parser(ResolveComment)
const ByAsset = Type.Object({ id: SerialId })
const ByComment = Type.Object({ id: SerialId, uuid: Id })
const usual = { tag: 'Comments', who: 'member' } as const
/** A drawing of 2,000 points, written with all their digits. */
export const commentLimit = 128 * 1024

/** What is said of a file, for whoever may see it, and for members who take part in a session on it. */
export const commentRoutes = ({ services: { assets, comments } }: RouteContext) => {
  const { member } = comments.commenters

  return [
    route({
      ...usual,
      method: 'post',
      path: '/api/v3/assets/:id/comments',
      summary:
        'Comment on a file, at a place and a moment of it; the same client_id again is the same comment',
      status: 201,
      params: ByAsset,
      body: CreateComment,
      bodyLimit: commentLimit,
      reply: CommentView,
      refusals: ['not_found', 'role_too_small', 'thread_too_deep'],
      async handle({ actor, params, body }) {
        const commenter = await member(actor, params.id)
        const { comment } = await comments.create(commenter, body)
        return presentComment(comment, readerOf(commenter))
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/v3/assets/:id/comments',
      summary: 'What is said of a file: threads in the order in which they began, each with its answers',
      params: ByAsset,
      query: CommentQuery,
      reply: Page(CommentView, 'CommentPage'),
      refusals: ['not_found'],
      async handle({ actor, params, query, request }) {
        const commenter = await member(actor, params.id)
        const { resolved: isResolved, visibility } = query
        const { count, rows } = await comments.list(commenter, { isResolved, visibility }, sliceOf(query))
        const results = rows.map((comment) => presentComment(comment, readerOf(commenter)))
        return presentPage({ count, rows: results }, query, request.publicUrl, request.path)
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/v3/assets/:id/comments/export',
      summary:
        'All of it for a spreadsheet (csv), beside a player (vtt), or as markers for an editing program (edl)',
      params: ByAsset,
      query: CommentExportQuery,
      reply: ['text/csv', 'text/vtt', 'text/plain'],
      refusals: ['not_found'],
      async handle({ actor, params, query }) {
        const commenter = await member(actor, params.id)
        const asset = await assets.find(actor.tenantId, params.id)
        const all = await comments.all(commenter, query.internal ? {} : { visibility: 'public' })
        return media(types[query.format], written(query, asset, all), {
          'Content-Disposition': `attachment; filename="comments-${params.id}.${query.format}"`,
          'Cache-Control': 'private, no-store',
        })
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/v3/assets/:id/comments/readers',
      summary: 'Whom a comment on a file may name, by a part of their name or e-mail',
      params: ByAsset,
      query: ReadersQuery,
      reply: ReadersView,
      refusals: ['not_found'],
      async handle({ actor, params, query }) {
        await member(actor, params.id)
        const readers = await assets.readers(actor.tenantId, params.id, query.search ?? '')
        return { results: readers.map(({ id, fullName, email }) => ({ id, full_name: fullName, email })) }
      },
    }),
    route({
      ...usual,
      method: 'patch',
      path: '/api/v3/assets/:id/comments/:uuid',
      summary: 'Change what I said, or where',
      params: ByComment,
      body: EditComment,
      bodyLimit: commentLimit,
      reply: CommentView,
      refusals: ['not_found', 'role_too_small', 'comment_not_yours', 'conflict'],
      async handle({ actor, params, body }) {
        const commenter = await member(actor, params.id)
        const { comment } = await comments.edit(commenter, params.uuid.toLowerCase(), body)
        return presentComment(comment, readerOf(commenter))
      },
    }),
    route({
      ...usual,
      method: 'delete',
      path: '/api/v3/assets/:id/comments/:uuid',
      summary: 'Take a comment away; its answers stay',
      params: ByComment,
      refusals: ['not_found', 'role_too_small', 'comment_not_yours'],
      async handle({ actor, params }): Promise<undefined> {
        await comments.remove(await member(actor, params.id), params.uuid.toLowerCase())
      },
    }),
    route({
      ...usual,
      method: 'post',
      path: '/api/v3/assets/:id/comments/:uuid/resolve',
      summary: 'Resolve a thread, or open it again',
      status: 200,
      params: ByComment,
      bodyAs: 'form', // as a page has it, or with no body at all
      describes: ResolveComment,
      reply: CommentView,
      refusals: ['not_found', 'role_too_small', 'conflict', 'malformed_json', 'validation_failed'],
      async handle({ actor, params, body }) {
        const { resolved } = readResolve(body ?? {})
        const commenter = await member(actor, params.id)
        const { comment } = await comments.resolve(commenter, params.uuid.toLowerCase(), resolved)
        return presentComment(comment, readerOf(commenter))
      },
    }),
  ]
}

const types = {
  csv: 'text/csv; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  edl: 'text/plain; charset=utf-8',
} as const

const written = (
  { format, fps = 25 }: Static<typeof CommentExportQuery>,
  asset: Asset | undefined,
  comments: readonly Comment[],
): string => {
  switch (format) {
    case 'csv':
      return commentsCsv(comments)
    case 'vtt':
      return commentsVtt(comments)
    case 'edl':
      return commentsEdl(comments, { title: asset?.title ?? '', fps })
  }
}
