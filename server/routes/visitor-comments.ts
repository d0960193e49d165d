import Type, { type Static } from 'typebox'
import { presentComment, readerOf } from '../../domain/comments/present.ts'
import {
  CommentView,
  CreateVisitorComment,
  EditComment,
  VisitorCommentQuery,
} from '../../domain/comments/schema.ts'
import type { Guest } from '../../domain/guests.ts'
import { Problem, sentenceOf } from '../../domain/problem.ts'
import { Id, Page, SerialId } from '../../domain/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { homeOf } from '../../domain/share-links/visitor-view.ts'
import { parser } from '../../domain/validate.ts'
import { besideFile } from '../beside-file.ts'
import type { Entered } from '../gate.ts'
import { guestCookie, guestIn } from '../guests.ts'
import { networkOf } from '../limits.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { refusalHeaders, statusOf } from '../problems.ts'
import { Answer, type RequestFacts, type Route, route } from '../route.ts'
import { renderShare } from '../share-pages.ts'
import { assertFromHere, isForm } from '../visitor-requests.ts'
import { commentLimit } from './comments.ts'
import type { RouteContext } from './index.ts'

const ItemQuery = Type.Object({ item: Type.Optional(SerialId) }, { additionalProperties: false })
const ByComment = Type.Object({ ref: ByRef.properties.ref, uuid: Id })
const readJson = parser(CreateVisitorComment)
/** A page's form carries text, and empty fields for what was not filled in. */
const readForm = parser(CreateVisitorComment, 'text')

/** What visitors say of a shared file: under their own name, and only as far as the link lets them. */
export const visitorCommentRoutes = (context: RouteContext, refuse: Route['refuse']) => {
  const {
    services: { comments, visits, now },
    tickets,
    pages,
  } = context
  const refusals = [
    'not_found',
    'link_not_started',
    'link_expired',
    'link_revoked',
    'password_required',
    'sign_in_required',
    'permission_absent',
    'view_limit_reached',
    'rate_limited',
  ] as const
  const changes = [...refusals, 'csrf_failed', 'comment_not_yours', 'role_too_small'] as const
  const usual = { tag: 'Visitors', who: 'visitor' } as const

  const visiting = async (visit: Entered, item: number | undefined, request: RequestFacts) => {
    const cookies = request.header('cookie')
    // Whoever came by another address of the same link is the same guest.
    const ticket = guestIn(cookies, visit.ref) ?? guestIn(cookies, visit.link.id)
    return {
      visit,
      asset: await visits.file(visit, item),
      member: visit.visitor.member,
      guest: ticket === undefined ? undefined : tickets.read(ticket),
    }
  }
  const remember = (guest: Guest, { ref, link }: Entered, request: RequestFacts): void => {
    const ticket = tickets.write(guest)
    for (const name of new Set([ref, link.id])) request.leave(guestCookie(request.publicUrl, name, ticket))
  }
  /** Whoever changes something: from our own pages or a program, and not too often. */
  const writing = async (visit: Entered, request: RequestFacts): Promise<void> => {
    assertFromHere(request)
    await request.consume('comment', `${visit.link.id}:${networkOf(request.ip)}`)
  }
  /** The page again, with what was wrong and what was written. */
  const again = async (
    problem: Problem,
    visit: Entered,
    itemId: number | undefined,
    body: unknown,
    request: RequestFacts,
  ): Promise<Answer> => {
    const trouble = sentenceOf(problem.code, request.language, problem.details)
    const attempt = { trouble, name: wordsIn(body, 'name', 60), content: wordsIn(body, 'content', 5000) }
    const beside = await besideFile(context)(visit, itemId, request, attempt)
    const where = { lang: request.language, now: now(), publicUrl: request.publicUrl, pages, itemId, beside }
    return new Answer(renderShare(await visits.content(visit), visit, where), {
      status: statusOf[problem.code],
      type: 'text/html',
      headers: refusalHeaders(problem),
    })
  }

  return [
    route({
      ...usual,
      method: 'get',
      path: '/share/:ref/comments',
      summary:
        'What is said of a shared file, where its link lets visitors take part; of an album’s with `item`',
      params: ByRef,
      query: VisitorCommentQuery,
      reply: Page(CommentView, 'CommentPage'),
      refusals,
      async handle({ visit, query, request }) {
        const commenter = await comments.commenters.visitor(await visiting(visit, query.item, request))
        const { count, rows } = await comments.list(commenter, { isResolved: query.resolved }, sliceOf(query))
        const results = rows.map((comment) => presentComment(comment, readerOf(commenter)))
        return presentPage({ count, rows: results }, query, request.publicUrl, request.path)
      },
    }),
    route({
      ...usual,
      method: 'post',
      path: '/share/:ref/comments',
      summary:
        'Comment on a shared file. Guests say a name the first time, and are known again by a cookie. Pages may send it as a form.',
      wish: 'comment',
      status: 201,
      otherStatuses: [303],
      params: ByRef,
      query: ItemQuery,
      bodyAs: 'form',
      bodyLimit: commentLimit,
      describes: CreateVisitorComment,
      reply: CommentView,
      refusals: [...changes, 'name_required', 'thread_too_deep', 'malformed_json', 'validation_failed'],
      refuse: (problem, request, params) =>
        isForm(request) ? refuse?.(problem, request, params) : undefined,
      async handle({ visit, query, body, request }) {
        const say = async () => {
          await writing(visit, request)
          const { name, ...said } = commentIn(body, request)
          const visitor = await visiting(visit, query.item, request)
          const commenter = await comments.commenters.writer(visitor, name)
          const { comment } = await comments.create(commenter, said)
          if (commenter.guest) remember(commenter.guest, visit, request)
          return presentComment(comment, readerOf(commenter))
        }
        if (!isForm(request)) return say()
        try {
          await say()
        } catch (error) {
          if (error instanceof Problem && isMended(error))
            return again(error, visit, query.item, body, request)
          throw error
        }
        return new Answer(undefined, { status: 303, headers: { Location: pageOf(visit, query.item) } })
      },
    }),
    route({
      ...usual,
      method: 'patch',
      path: '/share/:ref/comments/:uuid',
      summary: 'Change what I said of a shared file',
      wish: 'comment',
      params: ByComment,
      query: ItemQuery,
      body: EditComment,
      bodyLimit: commentLimit,
      reply: CommentView,
      refusals: [...changes, 'conflict'],
      async handle({ visit, params, query, body, request }) {
        await writing(visit, request)
        const commenter = await comments.commenters.visitor(await visiting(visit, query.item, request))
        const { comment } = await comments.edit(commenter, params.uuid.toLowerCase(), body)
        return presentComment(comment, readerOf(commenter))
      },
    }),
    route({
      ...usual,
      method: 'delete',
      path: '/share/:ref/comments/:uuid',
      summary: 'Take away what I said of a shared file',
      wish: 'comment',
      params: ByComment,
      query: ItemQuery,
      refusals: changes,
      async handle({ visit, params, query, request }): Promise<undefined> {
        await writing(visit, request)
        const commenter = await comments.commenters.visitor(await visiting(visit, query.item, request))
        await comments.remove(commenter, params.uuid.toLowerCase())
      },
    }),
  ]
}

const commentIn = (body: unknown, request: RequestFacts): Static<typeof CreateVisitorComment> => {
  if (!isForm(request)) return readJson(body)
  const filled = Object.entries(body ?? {}).filter(([, value]) => value !== '')
  return readForm(Object.fromEntries(filled))
}

const pageOf = ({ ref }: Entered, item: number | undefined): string =>
  item === undefined ? homeOf(ref) : `${homeOf(ref)}?item=${item}`

/** What whoever wrote it can mend. */
const isMended = ({ code }: Problem): boolean =>
  code === 'name_required' || code === 'validation_failed' || code === 'rate_limited'

const wordsIn = (body: unknown, field: 'name' | 'content', longest: number): string => {
  const value = ((body ?? {}) as Record<string, unknown>)[field]
  return typeof value === 'string' ? value.slice(0, longest) : ''
}
