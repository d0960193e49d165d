import { Readable } from 'node:stream'
import type { Shown, StreamWish } from '../../domain/live/ports.ts'
import type { LivePosition } from '../../domain/positions/schema.ts'
import { Problem } from '../../domain/problem.ts'
import type { Snapshot } from '../../domain/protocol.ts'
import type { serveLive } from '../live-namespace.ts'
import type { Log } from '../ports.ts'
import { createCrowd } from './crowd.ts'
import { liveLineOver } from './line.ts'
import { createPulse } from './pulse.ts'

export interface StreamParts {
  readonly side: Pick<ReturnType<typeof serveLive>, 'openPlain' | 'part' | 'missedBy'>
  readonly limits: { readonly unread: number; readonly perNetwork: number; readonly beatMs: number }
  readonly networkOf: (address: string) => string
  readonly log: Log
}

const retryMs = 3_000
/** A client that takes nothing for so many heartbeats is gone. */
const patience = 3

/** What `/live` says by link, as server-sent events. Each carries the `seq` that a client comes back with. */
export const createStreams = ({ side, limits, networkOf, log }: StreamParts) => {
  const streams = new Set<Stream>()
  const crowd = createCrowd(limits.perNetwork)
  const pulse = createPulse(limits.beatMs, () => {
    for (const stream of streams) stream.beat()
  })

  return {
    count: () => streams.size,

    /** For somebody who came through the link's door. Throws `rate_limited`. */
    open(shown: Shown, wish: StreamWish): Readable {
      const leave = crowd.enter(networkOf(wish.address))
      if (!leave) throw new Problem('rate_limited', { seconds: retryMs / 1000 })
      const stream = new Stream(wish.connection, limits.unread, wish.since !== undefined)
      const session = side.openPlain(liveLineOver(stream), shown, wish.language, wish.began)
      streams.add(stream)
      pulse.start()
      const timer = wish.seconds && setTimeout(() => stream.end(), wish.seconds * 1000).unref()
      const isIn = !session.hasEnded
      stream.body.once('close', () => {
        leave()
        streams.delete(stream)
        if (timer) clearTimeout(timer)
        if (isIn) side.part(session)
        session.hasEnded = true
      })
      const begin = async () => {
        const { since } = wish
        if (since !== undefined && isIn && session.right.by === 'link') {
          const ids = session.right.subjectIds
          const after = Object.fromEntries(ids.map((id) => [id, since]))
          const missed = await side.missedBy(session, after)
          if (!session.hasEnded) stream.release(missed)
        }
        if (wish.seconds === 0) stream.end()
      }
      begin().catch((error: unknown) => {
        log.warn({ err: error }, 'what a stream missed was not read')
        stream.cut() // it comes back, and asks for the same again
      })
      return stream.body
    },

    /** Clients come again by themselves, some sooner than others. Answers how to cut off who has not left by then. */
    drain(): () => void {
      pulse.stop()
      for (const stream of streams) stream.sendAway()
      return () => {
        for (const stream of streams) stream.cut()
      }
    },
  }
}

export type Streams = ReturnType<typeof createStreams>

class Stream {
  readonly body = new Readable({ read() {} })
  readonly #connection: StreamWish['connection']
  readonly #unread: number
  /** What was missed is sent before anything that is newer. */
  #isHeld: boolean
  #hasEnded = false
  #stalled = 0
  /** Characters of the largest event since everything was taken. */
  #largest = 0

  constructor(connection: StreamWish['connection'], unread: number, isHeld: boolean) {
    this.#connection = connection
    this.#unread = unread
    this.#isHeld = isHeld
    this.body.on('error', () => {}) // whoever reads it hears of it
    this.#write(`retry: ${retryMs}\n\n`)
  }

  get isOpen(): boolean {
    return !this.#hasEnded && !this.body.destroyed
  }

  get isFree(): boolean {
    return this.isOpen && !this.#isHeld && this.#waiting === 0
  }

  readonly send = (name: string, payload: unknown): void => {
    const seq = this.#isHeld ? undefined : seqOf(name, payload)
    this.#write(eventOf(name, payload, seq))
  }

  release(missed: readonly LivePosition[]): void {
    this.#isHeld = false
    if (missed.length > 0) this.send('positions', missed)
  }

  readonly end = (): void => {
    if (!this.isOpen) return
    this.#hasEnded = true
    this.body.push(null)
  }

  readonly cut = (): void => {
    this.#hasEnded = true
    this.body.destroy()
    this.#connection.cut()
  }

  sendAway(): void {
    this.#write(`retry: ${Math.round(500 + Math.random() * retryMs)}\n\n`)
    this.end()
  }

  /** A comment keeps proxies from taking silence for an end. */
  beat(): void {
    this.#stalled = this.#waiting > 0 ? this.#stalled + 1 : 0
    if (this.#stalled >= patience) this.cut()
    else this.#write(':\n\n')
  }

  get #waiting(): number {
    return this.body.readableLength + this.#connection.unsent()
  }

  /** One event may be as large as it has to be; whoever leaves more than that unread is cut off. */
  #write(text: string): void {
    if (!this.isOpen) return
    const before = this.#waiting
    if (before === 0) this.#largest = 0
    if (before > this.#unread + this.#largest) {
      this.cut()
      return
    }
    this.#largest = Math.max(this.#largest, text.length)
    this.body.push(text)
  }
}

/** JSON has no line breaks, so one `data` line is enough. */
const eventOf = (name: string, payload: unknown, seq: number | undefined): string =>
  `event: ${name}\n${seq === undefined ? '' : `id: ${seq}\n`}data: ${JSON.stringify(payload)}\n\n`

const seqOf = (name: string, payload: unknown): number | undefined => {
  if (name === 'positions') return newest((payload as LivePosition[]).map(({ seq }) => seq))
  if (name !== 'snapshot') return undefined
  return newest((payload as Snapshot).subjects.map(({ position }) => position?.seq ?? 0))
}

const newest = (seqs: readonly number[]): number => Math.max(0, ...seqs)
