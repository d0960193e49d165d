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
}

type Limiter = { points: number; seconds: number; store: RateLimiterMemory | RateLimiterRedis }

/** Counted in Redis across nodes; in the process without it, and while Redis is away. */
export const createLimits = (config: Config, redis?: RedisClientType): Limits => {
  const limiters = new Map<LimitName, Limiter>()
  for (const [name, rate] of Object.entries(ratesOf(config))) {
    const budget = readRate(rate)
    if (!budget) continue
    const options = { points: budget.points, duration: budget.seconds, keyPrefix: `fleeting:limit:${name}` }
    const inProcess = new RateLimiterMemory(options)
    const store = redis
      ? new RateLimiterRedis({
          ...options,
          storeClient: redis,
          useRedisPackage: true, // it does not tell by itself, and would quietly count in the process
          insuranceLimiter: inProcess,
          rejectIfRedisNotReady: true,
        })
      : inProcess
    limiters.set(name as LimitName, { ...budget, store })
  }

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

const ratesOf = (config: Config): Record<Exclude<LimitName, 'none'>, string> => ({
  share_open: config.RATE_LIMIT_SHARE_OPEN,
  share_fail: config.RATE_LIMIT_SHARE_FAIL,
  share_create: config.RATE_LIMIT_SHARE_CREATE,
  login: config.RATE_LIMIT_LOGIN,
  register: config.RATE_LIMIT_REGISTER,
  api: config.RATE_LIMIT_API,
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
