import type { Member } from '../actor.ts'
import type { Id, SerialId } from '../schema.ts'
import type { NewSession, Profile } from './account.ts'

/** Where accounts, and the sessions of people, are kept. Serves all organizations: sign-in crosses them by nature. */
export interface AccountStore {
  /** Account, organization, ownership and first session, or nothing. Throws `email_taken`. */
  register(founder: Founder, session: NewSession): Promise<Profile>
  findCredentials(email: string): Promise<Credentials | undefined>
  passwordHashOf(userId: SerialId): Promise<string | undefined>
  profile(tenantId: SerialId, userId: SerialId): Promise<Profile | undefined>

  /** `false` when the password or the membership is no longer the one that was checked. */
  openSession(
    member: Omit<Member, 'familyId' | 'role'>,
    passwordHash: string,
    session: NewSession,
  ): Promise<boolean>
  /** Uses up one refresh token and puts the next in its place. Of two at once, exactly one rotates. */
  rotate(tokenHash: Buffer, next: NextToken): Promise<Rotation>
  familyOfToken(tokenHash: Buffer): Promise<Pick<Member, 'tenantId' | 'userId' | 'familyId'> | undefined>
  endFamily(familyId: Id, at: Date): Promise<void>
  /**
   * Replaces the password if it is still `from`, and ends every other session of the person, in all organizations;
   * answers where there were any, or `undefined` when the password was another.
   */
  changePassword(userId: SerialId, change: PasswordChange): Promise<readonly SerialId[] | undefined>

  /** Those of the families that have not ended, with their members' present roles. */
  standing(familyIds: readonly Id[], now: Date): Promise<readonly Member[]>
  /** Removes families that ended or expired before, and tokens too old to be of use. Answers how many families. */
  forgetSessionsBefore(at: Date): Promise<number>
}

export interface Founder {
  readonly email: string
  readonly fullName: string
  readonly passwordHash: string
  readonly organization: string
  /** Tried in this order; the first that is free becomes the organization's. */
  readonly slugs: readonly string[]
}

export interface Credentials {
  readonly userId: SerialId
  readonly passwordHash: string
  /** The oldest membership first. */
  readonly tenants: readonly { readonly tenantId: SerialId; readonly slug: string }[]
}

export interface NextToken {
  readonly tokenHash: Buffer
  readonly at: Date
  readonly expiresAt: Date
}

export type Rotation =
  | { readonly outcome: 'rotated'; readonly member: Member }
  /** A token that was used before: its family has been ended. */
  | { readonly outcome: 'reused'; readonly member: Pick<Member, 'tenantId' | 'userId'> }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'unknown' }

export interface PasswordChange {
  readonly from: string
  readonly to: string
  readonly exceptFamily: Id
  readonly at: Date
}
