import { createHash } from 'node:crypto'
import { Problem } from '../domain/problem.ts'
import { Answer, type Call, type Route } from './route.ts'

/** Where first answers are kept, per tenant and user, for 24 hours. */
export interface IdempotencyStore {
  /** Takes the key, or says what became of it: its answer, or that the first request is still under way. */
  begin(entry: KeyOf): Promise<'taken' | 'in_flight' | 'other_request' | { status: number; body: unknown }>
  finish(entry: KeyOf, status: number, body: unknown): Promise<void>
  /** The request was refused: the same key may be tried again. */
  release(entry: KeyOf): Promise<void>
}

export interface KeyOf {
  readonly tenantId: number
  readonly userId: number
  readonly key: string
  readonly fingerprint: Buffer
}

export interface Idempotency {
  /** `rawBody`: the bytes that came, if any did. */
  once(call: Call, route: Route, rawBody: Buffer | undefined, run: () => Promise<Answer>): Promise<Answer>
}

/**
 * A mutation that carries an `Idempotency-Key` is carried out once; repeats get the first answer. Keys are separate
 * per tenant and user. Only what was done is remembered: a refusal changed nothing and may be repeated.
 */
export const createIdempotency = (store: IdempotencyStore): Idempotency => ({
  async once({ actor, request }, { method }, rawBody, run) {
    const key = request.header('idempotency-key')
    if (!key || !actor || method === 'get') return run()
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new Problem('validation_failed', {
        errors: [{ field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }],
      })

    const { tenantId, userId } = actor
    const entry = { tenantId, userId, key, fingerprint: fingerprintOf(method, request.url, rawBody) }
    const begun = await store.begin(entry)
    if (begun === 'in_flight') throw new Problem('idempotency_key_in_flight')
    if (begun === 'other_request') throw new Problem('idempotency_key_reused')
    if (begun !== 'taken')
      return new Answer(begun.body, { status: begun.status, headers: { 'Idempotent-Replayed': 'true' } })

    try {
      const answer = await run()
      await store.finish(entry, answer.status, answer.value ?? null)
      return answer
    } catch (error) {
      await store.release(entry)
      throw error
    }
  },
})

const fingerprintOf = (method: string, url: string, body: Buffer | undefined): Buffer =>
  createHash('sha256')
    .update(`${method} ${url}\n`)
    .update(body ?? '')
    .digest()
