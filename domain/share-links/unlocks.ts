import { normalisePassword, type Passwords } from '../accounts/password.ts'
import type { Door, Visit } from './visits.ts'

export interface UnlockPorts {
  readonly door: Pick<Door, 'resolve'>
  readonly passwords: Pick<Passwords, 'verify' | 'spendTime'>
}

/** The passwords of links. Whatever the answer, it takes as long: for a link without a password a hash is spent too. */
export const createUnlocks = ({ door, passwords }: UnlockPorts) => ({
  async isPassword({ ref }: Pick<Visit, 'ref'>, given: string): Promise<boolean> {
    const { link, passwordHash } = await door.resolve(ref).catch(async (error: unknown) => {
      await passwords.spendTime('nothing') // it has ended since it was asked for
      throw error
    })
    const password = normalisePassword(given)
    if (link.shareType === 'protected' && passwordHash !== null)
      return passwords.verify(passwordHash, password)
    await passwords.spendTime(password)
    return false
  },

  /** What a try costs at an address where there is nothing to unlock. */
  spendTime: (): Promise<void> => passwords.spendTime('nothing'),
})
