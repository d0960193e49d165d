import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '../domain/accounts/password.ts'
import { createTurns } from './turns.ts'

/**
 * Argon2id as the OWASP Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const

/** A hash that no password has, at the same cost. */
const nobodys = [
  '$argon2id$v=19',
  `m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}`,
  unpadded(Buffer.alloc(16)),
  unpadded(Buffer.alloc(cost.outputLen)),
].join('$')

export interface PasswordOptions {
  /** Hashes under way at once: below libuv's four threads, so that files and names are still looked up. */
  readonly atOnce?: number
  /** Callers that may wait for their turn; further ones are refused. */
  readonly waiting?: number
}

/** Algorithm 2, Argon2id, is the library's default; its enum does not exist at run time. */
export const createPasswords = ({ atOnce, waiting = 100 }: PasswordOptions = {}): Passwords => {
  const inTurn = createTurns(atOnce ?? Math.min(3, availableParallelism()), waiting)
  const check = (hashed: string, password: string) => inTurn(() => verify(hashed, password))
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: check,
    spendTime: async (password) => {
      await check(nobodys, password)
    },
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
