import type { Session } from '../domain/accounts/account.ts'
import type { AppProps } from '../web/pages/app.ts'
import { accessCookie, cookieOf, refreshCookie } from './auth.ts'
import type { RequestFacts } from './route.ts'

const refreshPath = '/api/auth'
const refreshSeconds = 30 * 24 * 3600
/** Says no more than that a refresh token may be there: pages outside of its path cannot see it. */
const markerCookie = 'fleeting_signed_in'

/** No script reads them, no other site's form sends them; the refresh token goes nowhere but to sign-in's own addresses. */
export const sessionCookies = ({ accessToken, refreshToken, expiresIn }: Session, request: RequestFacts) => ({
  'Set-Cookie': [
    cookie(request, accessCookie, accessToken, '/', expiresIn),
    cookie(request, refreshCookie, refreshToken, refreshPath, refreshSeconds),
    cookie(request, markerCookie, '1', '/', refreshSeconds),
  ],
})

export const noCookies = (request: RequestFacts) => ({
  'Set-Cookie': [
    cookie(request, accessCookie, '', '/', 0),
    cookie(request, refreshCookie, '', refreshPath, 0),
    cookie(request, markerCookie, '', '/', 0),
  ],
})

/** What a page can know of the session before anything is asked of it. */
export const sessionIn = (request: RequestFacts): AppProps['session'] => {
  const cookies = request.header('cookie')
  if (cookieOf(cookies, accessCookie)) return 'open'
  return cookieOf(cookies, markerCookie) ? 'stale' : 'none'
}

const cookie = ({ publicUrl }: RequestFacts, name: string, value: string, path: string, seconds: number) => {
  const secure = publicUrl.startsWith('https://') ? '; Secure' : ''
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
}
