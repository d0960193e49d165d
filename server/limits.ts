import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisClientType } from 'redis'
import { Problem } from '../domain/problem.ts'
import type { Config } from './config.ts'
import { readRate } from './config.ts'
import type { LimitName } from './route.ts'

/** What is left of a budget, for the `RateLimit` headers. */
export interface Allowance {
  readonly name: LimitName
  readonly points: number
  readonly seconds: number
  readonly remaining: number
  readonly resetSeconds: number
}

export interface Limits {
  /** Draws one. Throws `rate_limited` once the budget is used up; answers `undefined` where nothing limits. */
  consume(name: LimitName, key: string): Promise<Allowance | undefined>
  /** Throws `rate_limited` where the budget is used up, and draws nothing. */
  refuseExhausted(name: LimitName, key: string): Promise<void>
  /**
   * Draws what may be given back. Where `mustCount`, nobody gets by uncounted: while the counters that all nodes share
   * are away or slow it throws `unavailable`, instead of counting in the process.
   */
  draw(name: LimitName, key: string, how?: { points?: number; mustCount?: boolean }): Promise<Drawn>
  /** Whether this is the first time in so many seconds; while the shared counters are away, in this process. */
  isFirst(what: string, seconds: number): Promise<boolean>
}

export interface Drawn {
  /** `undefined` where nothing limits. */
  readonly allowance: Allowance | undefined
  giveBack(points?: number): Promise<void>
}

type Store = RateLimiterMemory | RateLimiterRedis
interface Limiter {
  readonly points: number
  readonly seconds: number
  readonly store: Store
  /** The same counters, without another to fall back on. */
  readonly strict: Store
}
const slowMs = 2_000

/** Counted in Redis across nodes; in the process without it, and while Redis is away. */
export const createLimits = (config: Config, redis?: RedisClientType): Limits => {
  const limiterOf = (name: string, { points, seconds }: { points: number; seconds: number }): Limiter => {
    const options = { points, duration: seconds, keyPrefix: `fleeting:limit:${name}` }
    const inProcess = new RateLimiterMemory(options)
    if (!redis) return { points, seconds, store: inProcess, strict: inProcess }
    const shared = {
      ...options,
      storeClient: redis,
      useRedisPackage: true, // it does not tell by itself, and would quietly count in the process
      rejectIfRedisNotReady: true,
    }
    const store = new RateLimiterRedis({ ...shared, insuranceLimiter: inProcess })
    return { points, seconds, store, strict: new RateLimiterRedis(shared) }
  }
  const limiters = new Map<LimitName, Limiter>()
  for (const [name, rate] of Object.entries(ratesOf(config))) {
    const budget = readRate(rate)
    if (budget) limiters.set(name as LimitName, limiterOf(name, budget))
  }
  const failures = readRate(config.RATE_LIMIT_SHARE_FAIL)
  if (failures)
    limiters.set('link_fail', limiterOf('link_fail', { ...failures, points: failures.points * wholeLink }))
  limiters.set('download_share', limiterOf('download_share', downloadShare))
  const once = new Map<number, Limiter>()

  return {
    async consume(name, key) {
      const limiter = limiters.get(name)
      if (!limiter) return undefined
      try {
        return allowanceOf(name, limiter, await limiter.store.consume(key))
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw refusalOf(name, limiter, refusal)
      }
    },

    async refuseExhausted(name, key) {
      const limiter = limiters.get(name)
      const used = await limiter?.store.get(key)
      if (limiter && used && used.consumedPoints >= limiter.points) throw refusalOf(name, limiter, used)
    },

    async draw(name, key, { points = 1, mustCount = false } = {}) {
      const limiter = limiters.get(name)
      if (!limiter) return { allowance: undefined, async giveBack() {} }
      const store = mustCount ? limiter.strict : limiter.store
      const counted = (work: Promise<RateLimiterRes>) => (mustCount ? orUnavailable(work) : work)
      try {
        const allowance = allowanceOf(name, limiter, await counted(store.consume(key, points)))
        return {
          allowance,
          async giveBack(back = points) {
            // What cannot be given back is a little less for its owner, until the budget begins anew.
            await store.reward(key, back).catch(() => {})
          },
        }
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw refusalOf(name, limiter, refusal)
      }
    },

    async isFirst(what, seconds) {
      const limiter = once.get(seconds) ?? limiterOf(`once ${seconds}`, { points: 1, seconds })
      once.set(seconds, limiter)
      return limiter.store.consume(what).then(
        () => true,
        () => false,
      )
    },
  }
}

/** All addresses together may try so many times as many passwords of one link as one of them. */
const wholeLink = 10
/** Thousandths of what is downloaded: whoever resumes gets it three times over, and not a fourth time, for one. */
const downloadShare = { points: 3_000, seconds: 3_600 }

const orUnavailable = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem('unavailable')), slowMs)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    throw error instanceof RateLimiterRes ? error : new Problem('unavailable')
  } finally {
    clearTimeout(timer)
  }
}

const allowanceOf = (
  name: LimitName,
  { points, seconds }: Limiter,
  { remainingPoints, msBeforeNext }: RateLimiterRes,
): Allowance => ({
  name,
  points,
  seconds,
  remaining: Math.max(0, remainingPoints),
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
})

const refusalOf = (name: LimitName, limiter: Limiter, used: RateLimiterRes) => {
  const allowance = allowanceOf(name, limiter, used)
  return new Problem('rate_limited', { seconds: allowance.resetSeconds, allowance })
}

/** The RateLimit header fields of the IETF draft: the policy, and what is left of it. */
export const rateLimitHeaders = ({ name, points, seconds, remaining, resetSeconds }: Allowance) => ({
  'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
  RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
})

const ratesOf = (
  config: Config,
): Record<Exclude<LimitName, 'none' | 'link_fail' | 'download_share'>, string> => ({
  share_open: config.RATE_LIMIT_SHARE_OPEN,
  share_fail: config.RATE_LIMIT_SHARE_FAIL,
  share_create: config.RATE_LIMIT_SHARE_CREATE,
  login: config.RATE_LIMIT_LOGIN,
  password_forgot: config.RATE_LIMIT_PASSWORD_FORGOT,
  register: config.RATE_LIMIT_REGISTER,
  api: config.RATE_LIMIT_API,
  comment: config.RATE_LIMIT_COMMENT,
  ingest: config.RATE_LIMIT_INGEST,
})

/** Whoever holds an IPv6 address holds its /64, so that is what counts; an IPv4 address counts whole. */
export const networkOf = (ip: string): string => {
  if (!isIPv6(ip)) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail] = ip.split('%')[0]!.split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const whole =
    tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
