import type { Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import type { NewSession, Session } from './account.ts'
import { createStandings } from './standings.ts'
import type { AccountStore } from './store.ts'

const refreshTokenMs = 30 * 24 * 3_600_000

/** Short-lived and signed; nothing is kept of them. */
export interface AccessTokens {
  issue(member: Member): { readonly token: string; readonly expiresIn: number }
  /** Throws `not_signed_in` or `token_expired`. What it says was true when it was issued, no more. */
  read(token: string): Member
}

export interface SessionPorts {
  readonly store: AccountStore
  readonly accessTokens: AccessTokens
  readonly hash: (purpose: 'refresh' | 'csrf', secret: string) => Buffer
  /** 32 random bytes for people to hold. */
  readonly newSecret: () => string
  readonly newId: () => Id
  readonly now: () => Date
  readonly announce: Pick<Announcements, 'memberChanged'>
}

/**
 * A session is a family of refresh tokens: each is used once, to get the next. A token that comes back after that has
 * been copied, by whom cannot be told, so its family ends.
 */
export const createSessions = (ports: SessionPorts) => {
  const { store, accessTokens, hash, newSecret, newId, now, announce } = ports
  const standings = createStandings({ read: (familyIds) => store.standing(familyIds, now()), now })

  const issue = (member: Member, refreshToken: string): Session => {
    const { token, expiresIn } = accessTokens.issue(member)
    return { member, accessToken: token, refreshToken, expiresIn }
  }

  const sessionsChanged = ({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>): void => {
    standings.forget({ tenantId, userId })
    announce.memberChanged({ tenantId, userId })
  }

  return {
    issue,
    sessionsChanged,
    forget: standings.forget,

    /** The row of a session to be, and the secret that opens it. */
    begin(): { session: NewSession; refreshToken: string } {
      const startedAt = now()
      const refreshToken = newSecret()
      const session = {
        familyId: newId(),
        tokenHash: hash('refresh', refreshToken),
        startedAt,
        expiresAt: new Date(startedAt.getTime() + refreshTokenMs),
      }
      return { session, refreshToken }
    },

    async refresh(used: string): Promise<Session> {
      const at = now()
      const refreshToken = newSecret()
      const rotation = await store.rotate(hash('refresh', used), {
        tokenHash: hash('refresh', refreshToken),
        at,
        expiresAt: new Date(at.getTime() + refreshTokenMs),
      })
      if (rotation.outcome === 'rotated') return issue(rotation.member, refreshToken)
      if (rotation.outcome === 'reused') sessionsChanged(rotation.member)
      throw new Problem(rotation.outcome === 'expired' ? 'token_expired' : 'not_signed_in')
    },

    async logout(member: Pick<Member, 'tenantId' | 'userId' | 'familyId'>): Promise<void> {
      await store.endFamily(member.familyId, now())
      sessionsChanged(member)
    },

    /** For somebody whose access token has run out. An unknown token ends nothing, and says nothing. */
    async logoutByRefreshToken(refreshToken: string): Promise<void> {
      const member = await store.familyOfToken(hash('refresh', refreshToken))
      if (!member) return
      await store.endFamily(member.familyId, now())
      sessionsChanged(member)
    },

    /** Who an access token speaks for, with the rights they have now. */
    async identify(accessToken: string): Promise<Member> {
      return standings.of(accessTokens.read(accessToken))
    },

    csrfTokenOf: ({ familyId }: Member): string => hash('csrf', familyId).toString('base64url'),

    /** Which of these sessions still stand, in the role that they were opened with. One query for all of them. */
    async standing(members: readonly Member[]): Promise<ReadonlySet<Member>> {
      if (members.length === 0) return new Set()
      const families = [...new Set(members.map(({ familyId }) => familyId))]
      const present = await store.standing(families, now())
      const roles = new Map(present.map(({ familyId, role }) => [familyId, role]))
      return new Set(members.filter(({ familyId, role }) => roles.get(familyId) === role))
    },

    /** Ended sessions are kept a while, so that a copied token is still known for what it is. */
    forgetOld: (): Promise<number> => store.forgetSessionsBefore(new Date(now().getTime() - refreshTokenMs)),
  }
}
