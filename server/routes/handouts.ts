import { createHash } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { Problem, type ProblemName } from '../../domain/problem.ts'
import { OneOf, SerialId } from '../../domain/schema.ts'
import { cardOf, taggedUrl } from '../../domain/share-links/handouts.ts'
import { isUsedUp, type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import { ownAddressOf } from '../../domain/share-links/present.ts'
import type { SharedResource } from '../../domain/share-links/resources.ts'
import { ByRef, ShareParams } from '../../domain/share-links/schema.ts'
import type { Visit } from '../../domain/share-links/visits.ts'
import { cardTextOf } from '../../web/pages/card-tags.ts'
import { type CardKind, cardWords } from '../../web/pages/card-words.ts'
import type { LastReason } from '../../web/pages/ended.ts'
import { type CardToDraw, createCards } from '../cards.ts'
import { OEmbed, presentOEmbed, refIn, xmlOf } from '../oembed.ts'
import { knockOf } from '../passes.ts'
import { refusalHeaders, retryAfter, statusOf } from '../problems.ts'
import { qrPng, qrSizes, qrSvg } from '../qr.ts'
import { Answer, media, type RequestFacts, route } from '../route.ts'
import { renderEmbed, renderEnded, renderLocked, type SharePageContext } from '../share-pages.ts'
import type { RouteContext } from './index.ts'

const tag = 'Handing links on'
const mostPixels = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }))

export const handoutRoutes = (context: RouteContext) => {
  const { services, gate: door, pages } = context
  const drawCard = createCards()

  return [
    route({
      method: 'get',
      path: '/api/v3/shares/:uuid/qr',
      summary: 'The link as a QR code, to print or to show; opens of it are counted as its own channel',
      tag,
      who: 'member',
      params: ShareParams,
      query: Type.Object(
        {
          format: Type.Optional(OneOf('png', 'svg')),
          /** Pixels along one side. */
          size: Type.Optional(Type.Integer({ minimum: qrSizes.least, maximum: qrSizes.most })),
        },
        { additionalProperties: false },
      ),
      reply: ['image/png', 'image/svg+xml'],
      refusals: ['not_found'],
      async handle({ actor, params, query, request }) {
        const { format = 'png', size = qrSizes.usual } = query
        const { link, token } = await services.shares.find(actor, params.uuid.toLowerCase())
        const state = stateOf(link, services.now())
        if (token === null || state === 'expired' || state === 'revoked') throw new Problem('not_found')
        const text = taggedUrl(ownAddressOf(request.publicUrl, { link, token }), 'qr')
        const picture = format === 'svg' ? qrSvg(text, size) : qrPng(text, size)
        const etag = `"${createHash('sha256').update(picture).digest('base64url').slice(0, 22)}"`
        // Kept by this browser alone, and only used again while the link is the same.
        const headers = { 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie', ETag: etag }
        if (request.header('if-none-match')?.includes(etag))
          return new Answer(undefined, { status: 304, headers })
        return media(format === 'svg' ? 'image/svg+xml' : 'image/png', picture, headers)
      },
    }),
    route({
      method: 'get',
      path: '/oembed',
      summary: 'What another site needs to show a public link inside its own page (oEmbed 1.0, JSON or XML)',
      tag,
      who: 'anyone',
      query: Type.Object({
        url: Type.String({ minLength: 1, maxLength: 2000 }),
        format: Type.Optional(OneOf('json', 'xml')),
        maxwidth: mostPixels,
        maxheight: mostPixels,
      }),
      reply: OEmbed,
      refusals: ['not_found', 'password_required', 'sign_in_required', 'rate_limited'],
      async handle({ query, request }) {
        const ref = refIn(query.url, request.publicUrl)
        if (ref === undefined) throw new Problem('not_found')
        const knock = { ...knockOf(request, ref, undefined), isPeek: true }
        const visit = await door.enter(knock, 'address').catch((error) => {
          throw hasEnded(error) ? new Problem('not_found') : error
        })
        if (isUsedUp(visit.link)) throw new Problem('not_found')
        if (visit.link.shareType === 'protected') throw new Problem('password_required')
        if (visit.link.shareType === 'private') throw new Problem('sign_in_required')

        const answer = presentOEmbed(visit, query, request, services.now())
        return query.format === 'xml'
          ? media('text/xml', xmlOf(answer), forOtherSites)
          : new Answer(answer, { headers: forOtherSites })
      },
    }),
    route({
      method: 'get',
      path: '/embed/:ref',
      summary:
        'What a public link shows, for a frame on another site; a closed one is opened in a tab of its own',
      tag,
      who: 'visitor',
      wish: 'address',
      mayBeFramed: true,
      params: ByRef,
      query: Type.Object({ item: Type.Optional(SerialId) }),
      reply: ['text/html'],
      refusals: [
        ...['not_found', 'link_expired', 'link_revoked', 'visit_done', 'link_not_started'],
        'view_limit_reached',
        ...['permission_absent', 'rate_limited', 'unavailable'],
      ] as ProblemName[],
      refuse(problem, request, params) {
        const { ref } = params as Static<typeof ByRef>
        return refusedInFrame(problem, ref, pageContext(request))
      },
      async handle({ visit, gate, query, request }) {
        const { shareType } = visit.link
        if (shareType !== 'public') {
          // Another site's frame is no place to type a password in, and the session of a member does not reach there.
          const reason = shareType === 'protected' ? 'password' : 'sign_in'
          const lock = { ref: visit.ref, isEmbedded: true }
          return media('text/html', renderLocked(reason, lock, pageContext(request)))
        }
        const entered = await gate.further('open')
        const content = await services.visits.content(entered)
        return media(
          'text/html',
          renderEmbed(content, entered, { ...pageContext(request), itemId: query.item }),
        )
      },
    }),
    route({
      method: 'get',
      path: '/share/:ref/card.png',
      summary: 'The picture that chats and other sites show of a link; it uses up no view',
      tag,
      who: 'visitor',
      wish: 'address',
      params: ByRef,
      reply: ['image/png'],
      refusals: ['not_found', 'link_expired', 'link_revoked', 'rate_limited', 'unavailable'],
      async handle({ visit, request }) {
        return media('image/png', await drawCard(await toDraw(visit, request)), {
          'Cross-Origin-Resource-Policy': 'cross-origin',
        })
      },
    }),
  ]

  function pageContext({ language, publicUrl }: RequestFacts): SharePageContext {
    return { lang: language, now: services.now(), publicUrl, pages }
  }

  async function toDraw({ link, resource }: Visit, request: RequestFacts): Promise<CardToDraw> {
    const card = cardOf(link, resource)
    const words = cardWords[request.language]
    const looks = card.kind ? await looksOf(link, resource, card.hasGlimpse) : closed
    return {
      title: cardTextOf(card, request.language).title,
      label: looks.kind ? words[looks.kind] : 'Fleeting',
      host: new URL(request.publicUrl).host,
      icon: looks.icon,
      color: looks.color,
      glimpse: looks.glimpse,
    }
  }

  /** Never where the vehicle is: cards stay in chats long after the link has ended. */
  async function looksOf(link: ShareLink, resource: SharedResource, hasGlimpse: boolean): Promise<Looks> {
    const { kind, id } = resource
    const plain = { kind, icon: kind, color: '', glimpse: undefined }
    if (kind === 'vehicle') {
      const { vehicle } = await services.shareTracks.show({ link, ref: '' })
      return { ...plain, icon: vehicle.icon, color: vehicle.color }
    }
    const asset = kind === 'asset' ? await services.assets.find(link.tenantId, Number(id)) : undefined
    if (!asset) return plain
    const thumbnail =
      hasGlimpse && asset.kind === 'image'
        ? await services.assets.fileFor(link.tenantId, asset.id, 'thumbnail').catch(() => undefined)
        : undefined
    return {
      ...plain,
      kind: asset.kind,
      glimpse: thumbnail && {
        etag: thumbnail.etag,
        read: async () => bytesOf(await thumbnail.open()),
      },
    }
  }
}

interface Looks {
  readonly kind: CardKind | undefined
  readonly icon: string
  readonly color: string
  readonly glimpse: CardToDraw['glimpse']
}
const closed: Looks = { kind: undefined, icon: 'closed', color: '', glimpse: undefined }

const lastPages: Partial<Record<ProblemName, LastReason>> = {
  not_found: 'not_found',
  link_expired: 'expired',
  link_revoked: 'revoked',
  visit_done: 'done',
  view_limit_reached: 'limit',
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
}

const refusedInFrame = (problem: Problem, ref: string, context: SharePageContext): Answer | undefined => {
  const page = refusalPage(problem, ref, context)
  const headers = { 'Cache-Control': 'private, no-store', ...refusalHeaders(problem) }
  return page === undefined
    ? undefined
    : new Answer(page, { status: statusOf[problem.code], type: 'text/html', headers })
}

const refusalPage = (problem: Problem, ref: string, context: SharePageContext): string | undefined => {
  const reason = lastPages[problem.code]
  if (reason) return renderEnded(reason, context, { retryAfterS: retryAfter(problem) })
  if (problem.code !== 'link_not_started') return undefined
  const startsAt = new Date(String(problem.details.starts_at))
  return renderLocked('not_started', { ref, startsAt, isEmbedded: true }, context)
}

const bytesOf = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const ends: readonly string[] = [
  'link_expired',
  'link_revoked',
  'visit_done',
  'link_not_started',
  'view_limit_reached',
]
const hasEnded = (error: unknown): boolean => error instanceof Problem && ends.includes(error.code)

/** Pages of other sites ask as well, and nothing of theirs comes along. */
const forOtherSites = {
  'Access-Control-Allow-Origin': '*',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
}
