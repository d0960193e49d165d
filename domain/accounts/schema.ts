import Type, { type Static } from 'typebox'
import { Line, SerialId } from '../schema.ts'
import { TenantView } from '../tenants/schema.ts'
import { Email } from './email.ts'
import { NewPassword } from './password.ts'

const closed = { additionalProperties: false } as const

/** What may be tried as one. */
const TriedPassword = Type.String({ maxLength: 1000 })

/** `true`: the session is kept in httpOnly cookies, and the answer carries a CSRF token instead of the tokens. */
const Cookies = Type.Optional(Type.Boolean())

export const Register = Type.Object(
  {
    email: Email,
    password: NewPassword,
    full_name: Line(200),
    organization: Type.Optional(Line(200)),
    cookies: Cookies,
  },
  { $id: 'Register', ...closed },
)
export type Register = Static<typeof Register>

export const Login = Type.Object(
  {
    email: Email,
    password: TriedPassword,
    /** The slug of one of the organizations that the person belongs to; the one they joined first without it. */
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[a-z0-9-]+$' })),
    cookies: Cookies,
  },
  { $id: 'Login', ...closed },
)
export type Login = Static<typeof Login>

/** No body at all, or one with the token: browsers bring it in a cookie. */
export const OptionalRefreshToken = Type.Unsafe<{ refresh_token?: string } | null | undefined>({
  $id: 'OptionalRefreshToken',
  not: { type: ['string', 'number', 'boolean', 'array'] },
  properties: { refresh_token: { type: 'string', minLength: 1, maxLength: 200 } },
  additionalProperties: false,
})

export const ChangePassword = Type.Object(
  { current_password: TriedPassword, new_password: NewPassword },
  { $id: 'ChangePassword', ...closed },
)
export type ChangePassword = Static<typeof ChangePassword>

export const ForgotPassword = Type.Object({ email: Email }, { $id: 'ForgotPassword', ...closed })
export type ForgotPassword = Static<typeof ForgotPassword>

export const ResetPassword = Type.Object(
  {
    /** From the mail: what stands behind `#reset=` in its link. */
    code: Type.String({ maxLength: 200 }),
    new_password: NewPassword,
  },
  { $id: 'ResetPassword', ...closed },
)
export type ResetPassword = Static<typeof ResetPassword>

export const UserView = Type.Object(
  { id: SerialId, email: Type.String(), full_name: Type.String() },
  { $id: 'UserView', ...closed },
)
export type UserView = Static<typeof UserView>

/** Either the two tokens or, with cookies, the CSRF token. `expires_in`: seconds of the access token. */
const tokenFields = {
  access_token: Type.Optional(Type.String()),
  refresh_token: Type.Optional(Type.String()),
  csrf_token: Type.Optional(Type.String()),
  expires_in: Type.Integer({ minimum: 1 }),
}

export const SessionView = Type.Object(
  { user: UserView, tenant: TenantView, ...tokenFields },
  { $id: 'SessionView', ...closed },
)
export type SessionView = Static<typeof SessionView>

export const TokensView = Type.Object(tokenFields, { $id: 'TokensView', ...closed })
export type TokensView = Static<typeof TokensView>

/** `csrf_token` only for a session in cookies: a page that was loaded anew has lost the one from sign-in. */
export const MeView = Type.Object(
  { user: UserView, tenant: TenantView, csrf_token: Type.Optional(Type.String()) },
  { $id: 'MeView', ...closed },
)
export type MeView = Static<typeof MeView>
