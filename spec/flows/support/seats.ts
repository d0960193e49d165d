import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Socket } from 'socket.io-client'
import * as Y from 'yjs'
import { docLineOf } from '../../../web/collab/doc-line.ts'
import { createDocProvider } from '../../../web/collab/doc-provider.ts'
import type { MadeSession } from '../../server/a-session.ts'
import { type Person, register } from '../../support/client.ts'
import { createDatabase, type TestDatabase } from '../../support/database.ts'
import { type RedisServer, startRedis } from '../../support/redis.ts'
import { type Environment, startService, type TestService } from '../../support/service.ts'
import { type Answer, ask, connect, disconnectAll, next } from './sockets.ts'

/** One organization's service on two nodes, with the database, the Redis and the folder that they share. */
export interface TwoNodes {
  readonly redis: RedisServer
  readonly database: TestDatabase
  readonly a: TestService
  readonly b: TestService
  readonly owner: Person
  /** What either node called an error of its own since it was asked last. */
  errors(): readonly unknown[]
  stop(): Promise<void>
}

export const startTwoNodes = async (more: Environment = {}): Promise<TwoNodes> => {
  const [redis, database] = await Promise.all([startRedis(), createDatabase()])
  const folder = await mkdtemp(join(tmpdir(), 'fleeting-flow-'))
  const env = { REDIS_URL: redis.url, DATA_DIR: folder, ...more }
  const [a, b] = await Promise.all([startService(env, database), startService(env, database)])
  let seen = 0
  return {
    redis,
    database,
    a,
    b,
    owner: await register(a.url),
    errors() {
      const all = [...a.log, ...b.log].filter(({ level }) => level === 'error' || level === 'fatal')
      const since = all.slice(seen)
      seen = all.length
      return since
    },
    async stop() {
      await Promise.all([a.stop(), b.stop()])
      await redis.stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Somebody in a session, and all they were told. */
export interface Seated {
  readonly id: string
  readonly seatId: string
  /** What a guest shows to be the same again. */
  readonly ticket: string
  readonly socket: Socket
  readonly state: Answer
  readonly heard: readonly { readonly name: string; readonly payload: Answer }[]
  ask(name: string, payload?: unknown): Promise<Answer>
  /** The name of the refusal, or `undefined`. */
  refused(name: string, payload?: unknown): Promise<string | undefined>
  all(name: string): Answer[]
}

export const sit = async (
  { url }: Pick<TestService, 'url'>,
  { id }: Pick<MadeSession, 'id'>,
  auth: object,
): Promise<Seated> => {
  const socket = connect(url, '/collab', { session_id: id, ...auth })
  const heard: { name: string; payload: Answer }[] = []
  socket.onAny((name: string, payload: Answer) => heard.push({ name, payload }))
  const state = await next(socket, 'session:state')
  const asked = (name: string, payload: unknown = {}) => ask(socket, name, payload)
  return {
    id: state.you.participant_id,
    seatId: state.you.seat_id,
    ticket: state.you.guest,
    socket,
    state,
    heard,
    ask: asked,
    refused: async (name, payload) => (await asked(name, payload)).error?.code,
    all: (name) => heard.filter((one) => one.name === name).map(({ payload }) => payload),
  }
}

export const commentsTo = (seat: Pick<Seated, 'all'>): string[] =>
  seat.all('comment:created').map(({ comment }) => comment.content)

/** The shared document as the page's own code keeps it. */
export const writeIn = (socket: Socket, { mayEdit = true } = {}) => {
  const doc = new Y.Doc()
  const provider = createDocProvider({ doc, line: docLineOf(socket as never), mayEdit })
  const notes = doc.getText('notes')
  providers.add(provider)
  if (socket.connected) provider.connected()
  return {
    doc,
    notes,
    provider,
    text: () => notes.toString(),
    /** At the end. */
    write: (words: string) => notes.insert(notes.length, words),
  }
}
export type Writing = ReturnType<typeof writeIn>

const providers = new Set<ReturnType<typeof createDocProvider>>()

/** Everybody goes, and nobody writes any more. */
export const leaveAll = (): void => {
  for (const provider of providers) provider.destroy()
  providers.clear()
  disconnectAll()
}

/** An update that writes these words in an empty document. */
export const updateOf = (words: string, clientId?: number): Buffer => {
  const doc = new Y.Doc()
  if (clientId !== undefined) doc.clientID = clientId
  doc.getText('notes').insert(0, words)
  return Buffer.from(Y.encodeStateAsUpdate(doc))
}

/** What of the shared document is stored, as whoever comes now reads it. */
export const notesNow = async (seat: Pick<Seated, 'ask'>): Promise<string> => {
  const doc = new Y.Doc()
  const { update } = await seat.ask('doc:sync', { state_vector: Buffer.from(Y.encodeStateVector(doc)) })
  Y.applyUpdate(doc, update)
  return doc.getText('notes').toString()
}
