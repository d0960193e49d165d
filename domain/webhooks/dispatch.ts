import { isWanted } from '../events/filter.ts'
import type { Id } from '../schema.ts'
import { deliveryOf } from './deliveries.ts'
import type { Attempt } from './delivery.ts'
import type { CallReceiver, DeliveryStore, Outcome, TakenDelivery, WebhookSecrets } from './ports.ts'
import { answerInMs, nextTry, type PauseReason, rememberedMs, triedForMs, webhookEvent } from './webhook.ts'

export interface DispatchPorts {
  readonly store: DeliveryStore
  readonly secrets: Pick<WebhookSecrets, 'open'>
  readonly call: CallReceiver
  /** 0 to 1. */
  readonly random: () => number
  /** Hears of what went wrong while nobody waited for it. */
  readonly onError: (error: unknown) => void
  readonly newId: () => Id
  readonly now: () => Date
}

/** What is not settled by then was taken by a process that is no more: far longer than a call lasts. */
const leaseMs = 60_000
/** Calls at once: in one process, and of one webhook in all of them. */
const hands = 200
const handsOfOne = 2
/** Events of one webhook that are read at once, and such steps in one round. */
const eventsAtOnce = 500
const mostSteps = 500

export type Dispatch = ReturnType<typeof createDispatch>

/**
 * Carries events to their receivers, at least once, whichever process can. Calls run on their own: whoever starts a
 * round does not wait for them, so that a slow receiver holds up nobody but itself.
 */
export const createDispatch = ({ store, secrets, call, random, onError, newId, now }: DispatchPorts) => {
  const running = new Set<Promise<void>>()
  let isClosed = false

  const fanOut = async (): Promise<number> => {
    let made = 0
    for (let step = 0; step < mostSteps && !isClosed; step++) {
      const isAny = await store.fanOut(eventsAtOnce, ({ id, tenantId, filters, events }) => {
        const at = now()
        const deliveries = events
          .filter(({ name }) => isWanted(filters, name))
          .map((event) => deliveryOf(event, { id, tenantId }, { id: newId(), at, isReplay: false }))
        made += deliveries.length
        return deliveries
      })
      if (!isAny) break
    }
    return made
  }

  const secretsOf = (taken: TakenDelivery, at: Date): string[] => {
    const isOverlap = taken.previousUntil !== null && taken.previousUntil > at
    const boxes = [taken.secretSealed, ...(isOverlap ? [taken.previousSecretSealed] : [])]
    return boxes.flatMap((box) => (box && secrets.open(taken.webhookId, box)) || [])
  }

  const tryOne = async (taken: TakenDelivery): Promise<void> => {
    const at = now()
    const signing = secretsOf(taken, at)
    const began = performance.now()
    const { url, messageId, payload } = taken
    const result =
      signing.length === 0
        ? { statusCode: null, error: 'secret_unreadable', answer: null }
        : await call({ url, secrets: signing, messageId, payload, at, timeoutMs: answerInMs })
    const milliseconds = Math.round(performance.now() - began)
    const attempt: Attempt = { number: taken.attempts, at, milliseconds, ...result }
    const { outcome, pause } = judge(taken, attempt, now(), random())
    const told = pause && { because: pause, event: pausedEvent(taken, pause) }
    await store.settle(taken, attempt, outcome, told)
  }

  /** Takes whatever is due and there are hands for; comes again whenever a call is over. */
  const pump = async (): Promise<number> => {
    const free = hands - running.size
    if (isClosed || free <= 0) return 0
    const at = now()
    const taken = await store.take(at, new Date(at.getTime() + leaseMs), free, handsOfOne)
    for (const one of taken) {
      const trying = tryOne(one)
        .catch(onError)
        .finally(() => {
          running.delete(trying)
          wake()
        })
      running.add(trying)
    }
    return taken.length
  }

  let pumping: Promise<number> | undefined
  let isAsked = false
  /** One at a time: a call during a round has another one follow it. */
  const pumpAll = (): Promise<number> => {
    isAsked = true
    pumping ??= (async () => {
      let tried = 0
      while (isAsked) {
        isAsked = false
        tried += await pump()
      }
      return tried
    })().finally(() => {
      pumping = undefined
      if (isAsked) wake() // asked for between the last look and here
    })
    return pumping
  }
  const wake = (): void => void pumpAll().catch(onError)

  return {
    /** One round: deliveries are made of new events, and those that are due are begun. */
    async run(): Promise<{ made: number; tried: number }> {
      const made = await fanOut()
      return { made, tried: await pumpAll() }
    },

    /** Begins what is due, without being waited for. */
    wake,

    /** Resolves once nothing is under way in this process. */
    async settled(): Promise<void> {
      while (pumping || running.size > 0) await Promise.allSettled([pumping, ...running])
    },

    forgetOld: (): Promise<number> => store.forgetBefore(new Date(now().getTime() - rememberedMs)),

    /** Begins nothing any more, and lets the calls that run come to their end. */
    async close(): Promise<void> {
      isClosed = true
      await Promise.allSettled([pumping, ...running])
    },
  }
}

/** What a try means for its delivery, and for its webhook. */
export const judge = (
  taken: Pick<TakenDelivery, 'attempts' | 'giveUpAt' | 'createdAt' | 'lastDeliveredAt'>,
  { error, statusCode }: Pick<Attempt, 'error' | 'statusCode'>,
  now: Date,
  jitter: number,
): { outcome: Outcome; pause?: PauseReason } => {
  if (error === null) return { outcome: { status: 'delivered' } }
  if (statusCode === 410) return { outcome: { status: 'failed' }, pause: 'gone' }
  const dueAt = nextTry(taken.attempts, taken.giveUpAt, now, jitter)
  if (dueAt) return { outcome: { status: 'pending', dueAt } }
  const dayAgo = now.getTime() - triedForMs
  const isSilent = taken.createdAt.getTime() <= dayAgo && !(Number(taken.lastDeliveredAt) > dayAgo)
  return { outcome: { status: 'failed' }, ...(isSilent && { pause: 'failing' as const }) }
}

const pausedEvent = ({ webhookId, url }: TakenDelivery, because: PauseReason) =>
  webhookEvent('webhook.updated', { id: webhookId, url }, null, {
    changed: ['is_active'],
    is_active: false,
    paused_because: because,
  })
