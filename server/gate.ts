import { createHash } from 'node:crypto'
import type { Member } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { Door, Pass, Passes, Visit, VisitDirectory, Wish } from '../domain/share-links/visits.ts'
import { type Limits, networkOf } from './limits.ts'

/** Somebody at a link's door, as HTTP or a socket sees them. */
export interface Knock {
  readonly ip: string
  readonly ref: string
  readonly face: 'http' | 'socket'
  readonly member: Member | undefined
  /** What an earlier visit left: the cookie, or the `access_token` of an unlock. */
  readonly pass: string | undefined
  /** HEAD, a prefetch, or the preview of a chat: served, but it uses up nothing. */
  readonly isPeek: boolean
}

/** A visit that came through the gate. `newPass` is to be left with the visitor, where it is there. */
export interface Entered extends Visit {
  readonly newPass: Pass | undefined
  readonly isPeek: boolean
}

/** Stands before everything that a secret opens without a sign-in: pages, REST, sockets and devices. */
export interface Gate {
  /**
   * Lets a visitor in for one wish, or throws the link's refusal. Opens are counted per link and network, unknown
   * tokens per network; a network that guessed too often is refused before its next guess is looked at. Whoever
   * brings a pass of the link has been counted already. A visit to a link with limited views uses one up.
   */
  enter(knock: Knock, wish: Wish): Promise<Entered>
  /** From `address` to a further wish, for a page that shows something to those outside as well. */
  further(entered: Entered, wish: Wish): Promise<Entered>
  /** Devices and their keys: good keys are never counted, guesses are. */
  admitDevice<T>(ip: string, find: () => Promise<T>): Promise<T>
}

export interface GatePorts {
  readonly limits: Limits
  readonly door: Door
  readonly directory: Pick<VisitDirectory, 'takeView'>
  readonly passes: Passes
  readonly newVisitId: () => string
  readonly now: () => Date
  /** Hears of every token that opens nothing. */
  readonly onMiss: () => void
}

/** A visit goes on while its holder comes back within this. */
export const visitMs = 30 * 60_000
/** A password given counts this long; an unlocked page that stays open is not locked again by the clock of a visit. */
export const unlockMs = 12 * 3_600_000

export const createGate = (ports: GatePorts): Gate => {
  const { limits, door, directory, passes, newVisitId, now, onMiss } = ports

  const knocked = async ({ ip, ref, face, isPeek, pass }: Knock): Promise<void> => {
    await limits.refuseExhausted('share_fail', networkOf(ip))
    if (isPeek || (pass !== undefined && isGood(passes.read(pass)))) return
    await limits.consume('share_open', `${face}:${fingerprintOf(ref)}:${networkOf(ip)}`)
  }
  const isGood = (pass: Pass | undefined) => pass !== undefined && pass.expiresAt > now().getTime()

  const missed = async (ip: string): Promise<void> => {
    onMiss()
    await limits.consume('share_fail', networkOf(ip))
  }

  /** The visit as it goes on: counted once, and good for another while. */
  const counted = async (visit: Visit, isPeek: boolean): Promise<Entered> => {
    const { link, pass } = visit
    if (isPeek) return { ...visit, isPeek, newPass: undefined }
    const known = pass ?? freshPass(link.id, newVisitId())
    if (!known.viewed) {
      const counts = await directory.takeView(link.id, true, now())
      if (!counts) throw new Problem('view_limit_reached')
    }
    const lasts = known.unlocked === null ? visitMs : unlockMs
    const newPass = { ...known, viewed: true, expiresAt: now().getTime() + lasts }
    return { ...visit, pass: newPass, isPeek, newPass }
  }

  return {
    async enter(knock, wish) {
      await knocked(knock)
      const { ip, ref, member, pass, isPeek } = knock
      try {
        const visit = await door.enter(ref, { member, pass }, wish)
        if (pass !== undefined && !visit.pass && !isPeek && isGood(passes.read(pass)))
          await limits.consume('share_open', `${knock.face}:${fingerprintOf(ref)}:${networkOf(ip)}`) // another link's
        return wish === 'address' ? { ...visit, isPeek, newPass: undefined } : await counted(visit, isPeek)
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') await missed(ip)
        throw error
      }
    },

    async further({ ref, visitor, isPeek }, wish) {
      return counted(await door.enter(ref, visitor, wish), isPeek)
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
  }
}

export const freshPass = (linkId: string, visitId: string): Pass => ({
  linkId,
  visitId,
  unlocked: null,
  viewed: false,
  downloads: [],
  expiresAt: 0,
})

/** Tokens are secrets: the counters, and the names of cookies, know them by a digest. */
export const fingerprintOf = (ref: string): string =>
  createHash('sha256').update(ref).digest('base64url').slice(0, 22)
