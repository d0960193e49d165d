import Type from 'typebox'
import { languageCookie } from '../../domain/chosen-language.ts'
import { ownPath } from '../../domain/own-path.ts'
import { languages } from '../../domain/problem.ts'
import { OneOf } from '../../domain/schema.ts'
import { Answer, route } from '../route.ts'

const yearSeconds = 365 * 24 * 3600

const ChooseLanguage = Type.Object(
  {
    lang: OneOf(...languages),
    /** A path of this service, where the browser goes on; anything else is the first page. */
    to: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { $id: 'ChooseLanguage', additionalProperties: false },
)

/**
 * A form and no link: what is only looked at, fetched ahead or framed changes nobody's language, and the way back, which
 * may hold a link's token, stands in no address.
 */
export const languageRoutes = () => [
  route({
    method: 'post',
    path: '/language',
    summary: 'Choose the language of everything that this browser is shown, for a year',
    tag: 'Pages',
    part: 'house',
    who: 'anyone',
    bodyAs: 'form',
    bodyLimit: 8 * 1024,
    body: ChooseLanguage,
    status: 303,
    async handle({ body, request }) {
      const secure = request.publicUrl.startsWith('https://') ? '; Secure' : ''
      request.leave(
        `${languageCookie}=${body.lang}; Path=/; Max-Age=${yearSeconds}; HttpOnly; SameSite=Lax${secure}`,
      )
      return new Answer(undefined, {
        status: 303,
        headers: { Location: ownPath(body.to) ?? '/', 'Cache-Control': 'no-store' },
      })
    },
  }),
]
