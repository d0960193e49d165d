import Type from 'typebox'
import { presentAlbum, presentAlbumLink } from '../../domain/albums/album.ts'
import { AcceptAlbum, AcceptedAlbum, AlbumLinkView, PutAlbumLink } from '../../domain/albums/schema.ts'
import { PageQuery, SerialId } from '../../domain/schema.ts'
import { refusalsOf } from '../face-refusals.ts'
import { IfAny, ifAny } from '../if-any.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { knockOf } from '../passes.ts'
import { Answer, route } from '../route.ts'
import { noteVisit } from '../visits.ts'
import { AlbumPage } from './albums.ts'
import type { RouteContext } from './index.ts'

const ByAlbum = Type.Object({ id: SerialId })
const usual = { tag: 'Albums', who: 'member' } as const

const expired = {
  en: 'This share link has expired',
  'pt-BR': 'Este link de compartilhamento expirou',
  es: 'Este enlace para compartir ha caducado',
}
const revoked = {
  en: 'This share link has been revoked',
  'pt-BR': 'Este link de compartilhamento foi revogado',
  es: 'Este enlace para compartir ha sido revocado',
}

/** To somebody who accepts a link. */
const refuseGuest = refusalsOf({
  sentence({ code }) {
    if (code === 'link_expired') return expired
    return code === 'link_revoked' ? revoked : undefined
  },
})

/** The album face of the link core: one link an album, to look or to add. Stands before {@link albumRoutes}. */
export const albumShareRoutes = ({ services: { albums, visits, now }, gate }: RouteContext) => [
  route({
    ...usual,
    method: 'put',
    path: '/api/albums/:id/share-link',
    summary: 'Share an album, or change its live link; what is left out of the body stays as it is',
    status: 201,
    otherStatuses: [200],
    params: ByAlbum,
    body: PutAlbumLink,
    reply: AlbumLinkView,
    refusals: ['forbidden', 'policy_violated', 'rate_limited'],
    async handle({ actor, params, body, request }) {
      await request.consume('share_create', `user:${actor.userId}`)
      const { isNew, ...open } = await albums.share(actor, params.id, body)
      const status = isNew ? 201 : 200
      return new Answer(presentAlbumLink(open, request.publicUrl, now()), { status })
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/albums/:id/share-link',
    summary: 'The live link of an album',
    otherStatuses: [204],
    params: ByAlbum,
    query: IfAny,
    reply: AlbumLinkView,
    refusals: ['forbidden'],
    handle: ({ actor, params, query, request }) =>
      ifAny(query, async () =>
        presentAlbumLink(await albums.sharedAs(actor, params.id), request.publicUrl, now()),
      ),
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/albums/:id/share-link',
    summary: 'Revoke the link of an album, for good: whoever came through it sees the album no more',
    params: ByAlbum,
    refusals: ['forbidden'],
    handle: ({ actor, params }) => albums.unshare(actor, params.id),
  }),
  route({
    ...usual,
    method: 'post',
    path: '/api/albums/accept',
    summary: 'Keep an album that was shared with me; twice is the same as once',
    status: 200,
    body: AcceptAlbum,
    reply: AcceptedAlbum,
    refusals: [
      'not_found',
      'link_expired',
      'link_revoked',
      'link_not_started',
      'password_required',
      'view_limit_reached',
      'rate_limited',
    ],
    refuse: refuseGuest,
    async handle({ actor, body, request }) {
      const visit = await gate.enter(knockOf(request, body.share_token, actor), 'open')
      noteVisit(visits.log)(visit, request)
      const access = await albums.accept(actor, visit)
      return { album: presentAlbum(access, request.publicUrl), role: access.role }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/albums/shared-with-me',
    summary: 'Albums that I accepted and may still open, the one accepted last first',
    query: PageQuery,
    reply: AlbumPage,
    async handle({ actor, query, request }) {
      const { count, rows } = await albums.sharedWith(actor, sliceOf(query))
      const { publicUrl } = request
      const views = rows.map((access) => presentAlbum(access, publicUrl))
      return presentPage({ count, rows: views }, query, publicUrl, request.path)
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/albums/shared-with-me/:id',
    summary: 'Leave an album that was shared with me; what I added stays in it',
    params: ByAlbum,
    handle: ({ actor, params }) => albums.leave(actor, params.id),
  }),
]
