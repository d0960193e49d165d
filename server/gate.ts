import { createHash } from 'node:crypto'
import type { Member } from '../domain/actor.ts'
import type { Describe } from '../domain/analytics/facts.ts'
import { Problem } from '../domain/problem.ts'
import {
  type Door,
  isNamedBySlug,
  type Pass,
  type Passes,
  type Visit,
  type VisitDirectory,
  type Wish,
} from '../domain/share-links/visits.ts'
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
  /** What tells the visitors of one address apart; `undefined` for those who do not want to be told apart. */
  readonly browser: string | undefined
}

/** A visit that came through the gate. `newPass` is to be left with the visitor, where it is there. */
export interface Entered extends Visit {
  readonly newPass: Pass | undefined
  readonly isPeek: boolean
  readonly knock: Knock
  /** How many views the link has had, where this is one more. */
  readonly views?: number | undefined
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
  /**
   * Tries a password. Wrong ones are counted by link and network, and by link; once there were too many, not even the
   * right one is looked at, while whoever unlocked the link before stays inside. Throws `wrong_password`,
   * `rate_limited`, or `unavailable` while nobody can count. Whoever unlocks a link has opened it.
   */
  unlock(entered: Entered, ip: string, isRight: () => Promise<boolean>): Promise<Entered & { newPass: Pass }>
  /** Devices and their keys: good keys are never counted, guesses are. */
  admitDevice<T>(ip: string, find: () => Promise<T>): Promise<T>
}

export interface GatePorts {
  readonly limits: Limits
  readonly door: Door
  readonly directory: Pick<VisitDirectory, 'takeView'>
  readonly passes: Passes
  readonly newVisitId: () => string
  /** The visitor of the statistics: a hash whose key changes every day; `null` where there is no key yet. */
  readonly visitorOf: Describe['visitorOf']
  readonly now: () => Date
  /** Hears of every token that opens nothing. */
  readonly onMiss: () => void
  /** Hears at most once an hour of a link whose password is being guessed, and how many were wrong. */
  readonly onGuessed: (visit: Visit, count: number) => void
}

/** A visit goes on while its holder comes back within this. */
export const visitMs = 30 * 60_000
/** A password given counts this long; an unlocked page that stays open is not locked again by the clock of a visit. */
export const unlockMs = 12 * 3_600_000

export const createGate = (ports: GatePorts): Gate => {
  const { limits, door, directory, passes, newVisitId, visitorOf, now, onMiss, onGuessed } = ports

  const knocked = async ({ ip, ref, face, isPeek }: Knock): Promise<void> => {
    await limits.refuseExhausted('share_fail', networkOf(ip))
    const who = isPeek ? `peek:${face}` : face // what nobody sees takes nothing from whoever does
    await limits.consume('share_open', `${who}:${fingerprintOf(ref)}:${networkOf(ip)}`)
  }
  const isGood = (text: string | undefined): boolean => {
    const pass = text === undefined ? undefined : passes.read(text)
    return pass !== undefined && pass.expiresAt > now().getTime()
  }

  const missed = async (ip: string): Promise<void> => {
    onMiss()
    await limits.consume('share_fail', networkOf(ip))
  }

  /** As in the link's statistics: once a day, and never for those who do not want to be told apart. */
  const isNewVisitor = async ({ id, tenantId }: Visit['link'], { ip, browser }: Knock): Promise<boolean> => {
    const visitor = browser === undefined ? null : visitorOf(tenantId, { ip, userAgent: browser }, now())
    return visitor !== null && limits.isFirst(`visitor ${id} ${visitor.toString('base64url')}`, 86_400)
  }

  /** The visit as it goes on: counted once, and good for another while. */
  const counted = async (visit: Visit, knock: Knock): Promise<Entered & { newPass: Pass }> => {
    const { link, pass } = visit
    const known = pass ?? freshPass(link.id, newVisitId())
    const counts = known.viewed
      ? undefined
      : await directory.takeView(link.id, await isNewVisitor(link, knock), now())
    if (!known.viewed && !counts) throw usedUp(visit)
    const lasts = known.unlocked === null ? visitMs : unlockMs
    const newPass = { ...known, viewed: true, expiresAt: now().getTime() + lasts }
    return { ...visit, pass: newPass, isPeek: false, newPass, knock, views: counts?.views }
  }

  /** Whoever only peeks uses up nothing, and of a link with limited views sees nothing. */
  const assertMayPeek = (visit: Visit): void => {
    const { maxViews, counts } = visit.link
    if (maxViews === null || visit.pass?.viewed) return
    throw counts.views >= maxViews ? usedUp(visit) : new Problem('permission_absent', { right: 'peek' })
  }

  const admitted = async (visit: Visit, knock: Knock, wish: Wish): Promise<Entered> => {
    const { isPeek } = knock
    // A rating is given after the last view, and is none.
    if (wish === 'address' || wish === 'rate') return { ...visit, isPeek, knock, newPass: undefined }
    if (!isPeek) return counted(visit, knock)
    assertMayPeek(visit)
    return { ...visit, isPeek, knock, newPass: undefined }
  }

  return {
    async enter(knock, wish) {
      const { ip, ref, member, pass } = knock
      // Whoever holds a pass of this very link was counted, and is not kept out by the guesses of a neighbour.
      const mayBeInside = isGood(pass)
      if (!mayBeInside) await knocked(knock)
      let visit: Visit | undefined
      try {
        visit = await door.enter(ref, { member, pass }, wish)
        if (mayBeInside && !visit.pass) await knocked(knock) // another link's
        return await admitted(visit, knock, wish)
      } catch (error) {
        if (mayBeInside && !visit) await knocked(knock)
        if (error instanceof Problem && error.code === 'not_found') await missed(ip)
        throw error
      }
    },

    async further({ ref, visitor, knock }, wish) {
      return admitted(await door.enter(ref, visitor, wish), knock, wish)
    },

    async unlock(entered, ip, isRight) {
      const { link, pass } = entered
      const mustCount = { mustCount: true }
      const byAddress = await limits.draw('share_fail', `password:${link.id}:${networkOf(ip)}`, mustCount)
      const byLink = await limits.draw('link_fail', link.id, mustCount)
      const giveBack = async () => void (await Promise.all([byAddress.giveBack(), byLink.giveBack()]))
      const isUnlocked = await isRight().catch(async (error: unknown) => {
        await giveBack() // nothing was looked at
        throw error
      })
      if (isUnlocked) {
        await giveBack()
        const known = pass ?? freshPass(link.id, newVisitId())
        return counted({ ...entered, pass: { ...known, unlocked: link.passwordVersion } }, entered.knock)
      }
      const last = [byAddress, byLink].find(({ allowance }) => allowance?.remaining === 0)?.allowance
      if (last && (await limits.isFirst(`guessed ${link.id}`, 3_600))) onGuessed(entered, last.points)
      throw new Problem('wrong_password')
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

/** A slug can be guessed: it tells of no link that was there. */
const usedUp = (visit: Visit): Problem =>
  new Problem(isNamedBySlug(visit) ? 'not_found' : 'view_limit_reached')

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
