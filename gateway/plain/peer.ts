import type { Socket as TcpSocket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import { type Language, Problem } from '../../domain/problem.ts'
import { Allowance, type Budget } from '../allowance.ts'
import { refusalOf } from '../request.ts'
import { closeCodeOf, closeCodes } from './codes.ts'

/** What a client says: a name, perhaps the number that its answer is to carry, and what belongs to the name. */
export interface Message {
  readonly type: string
  readonly id: number | string | undefined
  readonly payload: Readonly<Record<string, unknown>>
}

export interface PeerLimits {
  /** Of everything that is sent, well-formed or not. */
  readonly budget: Budget
  /** Bytes that may wait for a client that does not read, beside the largest message that it is still reading. */
  readonly unread: number
  /** Bytes that are read of somebody who is not in yet. */
  readonly introduction: number
}

/** A client answers to being closed within this. */
const graceMs = 1_000

const goneWithoutWord = 1006

/** The connection closed while it was waited for. */
export class Gone extends Error {}

/**
 * One plain WebSocket. Nothing is read of it until somebody asks: for the first message, or, once whoever it is has been
 * let in, for all.
 */
export class Peer {
  readonly language: Language
  readonly #ws: WebSocket
  readonly #tcp: TcpSocket
  readonly #limits: PeerLimits
  readonly #allowance: Allowance
  #handle: ((message: Message) => void) | undefined
  #fail: ((gone: Gone) => void) | undefined
  #onGone: ((code: number) => void) | undefined
  #early: Message[] = []
  /** Bytes of the largest message since everything was taken. */
  #largest = 0
  #isAlive = true

  constructor(ws: WebSocket, tcp: TcpSocket, language: Language, limits: PeerLimits) {
    this.#ws = ws
    this.#tcp = tcp
    this.language = language
    this.#limits = limits
    this.#allowance = new Allowance(limits.budget)
    ws.pause()
    ws.on('message', this.#hear)
    ws.on('pong', () => (this.#isAlive = true))
    ws.on('error', () => {}) // it closes by itself
    ws.on('close', (code) => {
      this.#fail?.(new Gone())
      this.#onGone?.(code)
    })
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  /** Bytes that wait for the client. */
  get unread(): number {
    return this.#ws.bufferedAmount
  }

  /** Everything that was sent has been taken. */
  get isFree(): boolean {
    return this.isOpen && this.unread === 0
  }

  /** Bytes are written as base64. Whoever does not read is cut off; one message may be larger than what may wait. */
  send(message: object): void {
    if (!this.isOpen) return
    if (this.unread === 0) this.#largest = 0
    if (this.unread > this.#limits.unread + this.#largest) {
      this.cut()
      return
    }
    const text = JSON.stringify(message, withBytes)
    this.#largest = Math.max(this.#largest, text.length)
    this.#ws.send(text)
  }

  /** Says what was refused; `id` of the request, where it was one. */
  refuse(problem: Problem, id?: Message['id']): void {
    this.send({ type: 'error', ...(id !== undefined && { id }), ...refusalOf(problem, this.language).error })
  }

  /** Says why, and closes. */
  end(problem: Problem): void {
    this.refuse(problem)
    this.close(closeCodeOf(problem.code))
  }

  close(code: number): void {
    this.#ws.close(code)
    this.#ws.resume() // or the answer to it would not be read
    setTimeout(() => this.cut(), graceMs).unref()
  }

  cut(): void {
    this.#ws.terminate()
  }

  /** With the code that it closed with; at once where it has closed already. */
  onGone(act: (code: number) => void): void {
    if (this.#ws.readyState === this.#ws.CLOSED) act(goneWithoutWord)
    else this.#onGone = act
  }

  /** The first message, of a few bytes and within this time. Throws `not_signed_in`, or `Gone`. */
  first(withinMs: number): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const timer = setTimeout(() => reject(new Problem('not_signed_in')), withinMs)
    let read = 0
    const watch = (chunk: Buffer) => {
      read += chunk.length
      if (read > this.#limits.introduction) this.cut()
    }
    this.#tcp.on('data', watch)
    this.#fail = reject
    this.listen((message) => {
      this.#handle = undefined
      this.#ws.pause()
      resolve(message)
    })
    return promise.finally(() => {
      clearTimeout(timer)
      this.#tcp.off('data', watch)
      this.#fail = undefined
    })
  }

  /** From now on each message goes there, those that came early first. */
  listen(handle: (message: Message) => void): void {
    this.#handle = handle
    const early = this.#early
    this.#early = []
    for (const message of early) this.#take(message)
    if (this.#handle !== undefined && this.isOpen) this.#ws.resume()
  }

  /** Asks whether somebody is still there, and cuts off whoever did not answer the last time. */
  beat(): void {
    if (!this.#isAlive) this.cut()
    this.#isAlive = false
    if (this.isOpen) this.#ws.ping()
  }

  readonly #hear = (data: RawData, isBinary: boolean): void => {
    if (!this.isOpen) return
    this.#isAlive = true
    try {
      if (!this.#allowance.take()) throw new Problem('rate_limited', { seconds: 1 })
      this.#take(readMessage(data as Buffer, isBinary))
    } catch (error) {
      this.#refuse(error)
    }
  }

  #take(message: Message): void {
    try {
      if (this.#handle) this.#handle(message)
      else this.#early.push(message)
    } catch (error) {
      this.#refuse(error, message.id)
    }
  }

  #refuse(error: unknown, id?: Message['id']): void {
    if (!(error instanceof Problem)) throw error
    this.refuse(error, id)
    if (!this.#allowance.strike()) this.close(closeCodes.tooMuch)
  }
}

/** Throws `malformed_json` or `validation_failed`. */
const readMessage = (data: Buffer, isBinary: boolean): Message => {
  if (isBinary) throw faultyFrame('send text')
  const { type, id, ...payload } = readObject(data.toString())
  if (typeof type !== 'string') throw faultyFrame('needs a "type"')
  if (!isId(id)) throw faultyFrame('"id" is a number or a short text')
  return { type, id, payload }
}

const readObject = (text: string): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Problem('malformed_json')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw faultyFrame('send an object')
  return value as Record<string, unknown>
}

const isId = (id: unknown): id is Message['id'] =>
  id === undefined || Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= 64)

const faultyFrame = (message: string): Problem =>
  new Problem('validation_failed', { errors: [{ field: '', message }] })

function withBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key]
  return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : value
}
