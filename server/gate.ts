import { createHash } from 'node:crypto'
import { Problem } from '../domain/problem.ts'
import { type Limits, networkOf } from './limits.ts'

/** Stands before everything that a secret opens without a sign-in: pages, REST, sockets and devices. */
export interface Gate {
  /**
   * Runs `open` for whoever holds `token`. Opens are counted per link and network, unknown tokens per network; a
   * network that guessed too often is refused before its next guess is looked at. Throws `rate_limited`.
   */
  pass<T>(ip: string, token: string, face: 'http' | 'socket', open: () => Promise<T>): Promise<T>
  /** The same for devices and their keys: good keys are never counted, guesses are. */
  admitDevice<T>(ip: string, find: () => Promise<T>): Promise<T>
}

/** `onMiss` hears of every token that opens nothing. */
export const createGate = (limits: Limits, onMiss: () => void = () => {}): Gate => ({
  async pass(ip, token, face, open) {
    const network = networkOf(ip)
    await limits.refuseExhausted('share_fail', network)
    await limits.consume('share_open', `${face}:${fingerprintOf(token)}:${network}`)
    try {
      return await open()
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') {
        onMiss()
        await limits.consume('share_fail', network)
      }
      throw error
    }
  },

  async admitDevice(ip, find) {
    const guesser = `device:${networkOf(ip)}`
    try {
      return await find()
    } catch (error) {
      // Devices of one house share an address, so only what is wrong is counted, and only it is refused.
      if (error instanceof Problem && error.code !== 'unavailable')
        await limits.consume('share_fail', guesser)
      throw error
    }
  },
})

/** Tokens are secrets: the counters know them by a digest. */
const fingerprintOf = (token: string) => createHash('sha256').update(token).digest('base64url').slice(0, 22)
