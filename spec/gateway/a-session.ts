import { randomUUID } from 'node:crypto'
import type { Socket } from 'socket.io-client'
import type { CollabSession } from '../../domain/sessions/session.ts'
import { newLink, onlyPreview, type Permissions, type ShareLink } from '../../domain/share-links/link.ts'
import {
  type Answer,
  ask,
  collect,
  FakeWorld,
  next,
  startNode,
  type TestNode,
  type TestNodeOptions,
} from './a-gateway.ts'

export interface Seated {
  readonly socket: Socket
  /** `session:state`. */
  readonly state: Answer
  readonly id: string
  /** Every notice since, oldest first. */
  readonly heard: { name: string; payload: Answer }[]
  ask(name: string, payload?: object): Promise<Answer>
  /** What was heard by this name. */
  all(name: string): Answer[]
}

/** A session on one node or more, and ways into it. */
export const aSession = async (
  options: TestNodeOptions = {},
  changes: Partial<CollabSession> = {},
  nodeCount = 1,
) => {
  const world = new FakeWorld()
  const nodes: TestNode[] = []
  for (let i = 0; i < nodeCount; i++) nodes.push(await startNode(world, options))
  const [node] = nodes as [TestNode]
  const session = world.collab.session(changes)
  world.collab.announce = (sessionId, seq) =>
    node.announcements.sessionLogged({ tenantId: 1, sessionId, seq })

  const link = (permissions: Partial<Permissions> = {}, more: Partial<ShareLink> = {}) => {
    const made = newLink({
      id: randomUUID(),
      tenantId: session.tenantId,
      face: 'core',
      resource: { kind: 'asset', id: '1' },
      createdBy: 1,
      createdAt: new Date(),
      permissions: { ...onlyPreview, ...permissions },
      ...more,
    })
    const token = randomUUID()
    world.collab.links.set(token, { link: made, sessionId: session.id })
    world.linksByToken.set(token, made) // where the sweep looks
    return { token, link: made }
  }
  const connect = (auth: object, at = node, how: Parameters<TestNode['connect']>[2] = {}) =>
    at.connect('/collab', { session_id: session.id, ...auth }, how)
  const sit = async (
    auth: object,
    at = node,
    how: Parameters<TestNode['connect']>[2] = {},
  ): Promise<Seated> => {
    const socket = connect(auth, at, how)
    const heard: Seated['heard'] = []
    socket.onAny((name: string, payload: Answer) => heard.push({ name, payload }))
    const state = await next<Answer>(socket, 'session:state')
    heard.splice(0, heard.findIndex(({ name }) => name === 'session:state') + 1)
    return {
      socket,
      state,
      heard,
      id: state.you.participant_id,
      ask: (name, payload = {}) => ask(socket, name, payload),
      all: (name) => heard.filter((one) => one.name === name).map(({ payload }) => payload),
    }
  }
  const everything = { comment: true, collaborate: true }

  return {
    world,
    node,
    nodes,
    session,
    link,
    connect,
    sit,
    /** A host, or the same one again. */
    host: async (jwt = world.member().jwt, at = node) => ({ jwt, ...(await sit({ jwt }, at)) }),
    /** Somebody by a link of their own. */
    guest: async (name = 'Ana', permissions: Partial<Permissions> = everything, at = node) => {
      const made = link(permissions)
      return { ...made, ...(await sit({ token: made.token, name }, at)) }
    },
  }
}

/** The code that a connection is refused with. */
export const refusal = async (socket: Socket): Promise<string> => {
  const error = await next<Error & { data?: { code: string } }>(socket, 'connect_error')
  return error.data?.code ?? error.message
}

export { collect }
