import { presentProfile, presentTokens, type Session } from '../../domain/accounts/account.ts'
import { normaliseEmail } from '../../domain/accounts/email.ts'
import type { PasswordReset } from '../../domain/accounts/password-reset.ts'
import {
  ChangePassword,
  ForgotPassword,
  Login,
  MeView,
  OptionalRefreshToken,
  Register,
  ResetPassword,
  SessionView,
  TokensView,
} from '../../domain/accounts/schema.ts'
import type { Accounts } from '../../domain/accounts/service.ts'
import { Problem } from '../../domain/problem.ts'
import { cookieOf, refreshCookie } from '../auth.ts'
import { Answer, type RequestFacts, type Route, route } from '../route.ts'
import { isSameSecret } from '../secrets.ts'
import { noCookies, sessionCookies } from '../session-cookies.ts'

const tag = 'Accounts'
const unkept = { 'Cache-Control': 'no-store' }

interface AccountContext {
  readonly accounts: Accounts
  readonly passwordReset: PasswordReset
  /** Does work that nobody waits for. */
  readonly later: (work: () => Promise<void>) => void
}

export const accountRoutes = ({ accounts, passwordReset, later }: AccountContext): Route[] => {
  /** In cookies the session has no tokens to show, but a CSRF token. */
  const handOver = (
    session: Session,
    { status = 200, about = {}, inCookies = false },
    request: RequestFacts,
  ) => {
    const csrfToken = inCookies ? accounts.csrfTokenOf(session.member) : undefined
    const headers = { ...unkept, ...(inCookies && sessionCookies(session, request)) }
    return new Answer({ ...about, ...presentTokens(session, csrfToken) }, { status, headers })
  }

  return [
    route({
      method: 'post',
      path: '/api/auth/register',
      summary: 'Make an account and an organization that it owns',
      tag,
      who: 'anyone',
      status: 201,
      body: Register,
      reply: SessionView,
      refusals: ['email_taken', 'unavailable'],
      limit: 'register',
      async handle({ body, request }) {
        const { profile, session } = await accounts.register(body)
        return handOver(
          session,
          { status: 201, about: presentProfile(profile), inCookies: body.cookies === true },
          request,
        )
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/login',
      summary: 'Sign in by e-mail and password',
      tag,
      who: 'anyone',
      body: Login,
      reply: SessionView,
      refusals: ['wrong_credentials', 'forbidden', 'not_found', 'unavailable'],
      limit: 'login',
      async handle({ body, request }) {
        await request.consume('login', `email:${normaliseEmail(body.email)}`)
        const { profile, session } = await accounts.login(body)
        return handOver(
          session,
          { about: presentProfile(profile), inCookies: body.cookies === true },
          request,
        )
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/refresh',
      summary: 'Exchange the refresh token, in the body or in its cookie, for new tokens',
      tag,
      who: 'anyone',
      body: OptionalRefreshToken,
      reply: TokensView,
      refusals: ['not_signed_in', 'token_expired'],
      async handle({ body, request }) {
        const token = body?.refresh_token ?? refreshCookieOf(request)
        if (!token) throw new Problem('not_signed_in')
        return handOver(await accounts.refresh(token), { inCookies: !body?.refresh_token }, request)
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/logout',
      summary: 'End the session; by refresh token too, for one whose access token has run out',
      tag,
      who: 'anyone',
      body: OptionalRefreshToken,
      refusals: ['csrf_failed'],
      async handle({ actor, body, request }) {
        const refreshToken = body?.refresh_token ?? refreshCookieOf(request)
        if (actor) {
          if (!hasBearer(request)) assertCsrf(request, accounts.csrfTokenOf(actor))
          await accounts.logout(actor)
        } else if (refreshToken) {
          await accounts.logoutByRefreshToken(refreshToken)
        }
        return new Answer(undefined, { status: 204, headers: noCookies(request) })
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/password',
      summary: 'Change the own password; every other session of the person ends',
      tag,
      who: 'member',
      body: ChangePassword,
      refusals: ['unavailable'],
      async handle({ actor, body, request }) {
        await request.consume('login', `user:${actor.userId}`)
        await accounts.changePassword(actor, body)
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/password/forgot',
      summary:
        'Mail a code for a new password; the answer is the same whether the address has an account or not',
      tag,
      who: 'anyone',
      status: 202,
      body: ForgotPassword,
      limit: 'login',
      async handle({ body, request }) {
        const { language } = request
        await request.consume('password_forgot', `email:${normaliseEmail(body.email)}`)
        later(() => passwordReset.ask(body, language)) // behind the answer, so that its time tells nothing either
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/password/reset',
      summary: 'Choose a new password by a mailed code; every session of the person ends',
      tag,
      who: 'anyone',
      body: ResetPassword,
      refusals: ['reset_token_invalid', 'unavailable'],
      limit: 'login',
      handle: ({ body }) => passwordReset.reset(body),
    }),
    route({
      method: 'get',
      path: '/api/auth/me',
      summary: 'Who is signed in, and where',
      tag,
      who: 'member',
      reply: MeView,
      async handle({ actor, request }) {
        const me = presentProfile(await accounts.me(actor))
        const csrf = !hasBearer(request) && { csrf_token: accounts.csrfTokenOf(actor) }
        return new Answer({ ...me, ...csrf }, { headers: unkept })
      },
    }),
  ]
}

const refreshCookieOf = (request: RequestFacts) =>
  cookieOf(request.header('cookie'), refreshCookie) || undefined

/** As `admit` reads it: with a bearer token no cookie is looked at. */
const hasBearer = (request: RequestFacts) => /^Bearer ./i.test(request.header('authorization') ?? '')

const assertCsrf = (request: RequestFacts, expected: string) => {
  if (!isSameSecret(request.header('x-csrf-token') ?? '', expected)) throw new Problem('csrf_failed')
}
