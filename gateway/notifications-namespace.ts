import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { Member } from '../domain/actor.ts'
import type { Notified } from '../domain/notifications/notification.ts'
import { notifications } from '../domain/notifications/protocol.ts'
import type { LiveNotifications } from '../domain/notifications/service.ts'
import type { ClientEvents, ServerEvents } from '../domain/protocol.ts'
import { languageOf, memberOf } from './handshake.ts'
import type { Members } from './members.ts'
import { admitting, forgetHandshake, type NamespaceContext } from './namespace.ts'
import { answerRequests, checked } from './request.ts'
import type { AnySocket, Session, SocketData } from './session.ts'

export type NotificationsNamespace = Namespace<
  ClientEvents<typeof notifications>,
  ServerEvents<typeof notifications>,
  DefaultEventsMap,
  SocketData
>
type NotifiedSocket = Socket<
  ClientEvents<typeof notifications>,
  ServerEvents<typeof notifications>,
  DefaultEventsMap,
  SocketData
>

interface NotifiedSession extends Session {
  readonly socket: NotifiedSocket
  readonly member: Member
  /** Monotonic ms: when it began to be judged. */
  readonly began: number
}

type Who = Pick<Member, 'tenantId' | 'userId'>

const readAuth = checked(notifications.auth)

/**
 * Members hear of what is new for them, on whichever node it happened. There are no rooms: who is told is found by who
 * they are, so nobody is told of what is somebody else's. Nothing is asked for a member who is not connected here.
 */
export const serveNotifications = <Device>(
  namespace: NotificationsNamespace,
  service: LiveNotifications,
  members: Members,
  context: NamespaceContext<Device>,
) => {
  const { limits, log } = context
  const budget = { burst: limits.liveBurst, perSecond: limits.livePerSecond, strikes: limits.strikes }
  const sessions = new Map<string, Set<NotifiedSession>>()

  const judge = async (socket: NotifiedSocket): Promise<void> => {
    const { auth, headers } = socket.handshake
    const began = performance.now()
    const member = await memberOf(readAuth(auth).jwt, headers, context.authenticate, context.cookies)
    const language = languageOf(headers)
    const session: NotifiedSession = {
      socket,
      member,
      language,
      allowance: undefined,
      hasEnded: false,
      began,
    }
    socket.data.session = session
  }

  const welcome = (socket: NotifiedSocket): void => {
    const session = socket.data.session as NotifiedSession
    const { member, began } = session
    const plain = socket as unknown as AnySocket
    forgetHandshake(socket)
    if (members.changedSince(member, began)) {
      context.endMembers([plain])
      return
    }
    const remove = members.add(member, plain)
    const key = keyOf(member)
    const own = sessions.get(key) ?? new Set()
    sessions.set(key, own.add(session))
    socket.onAny(answer)
    socket.once('disconnect', () => {
      remove()
      own.delete(session)
      if (own.size === 0 && sessions.get(key) === own) sessions.delete(key)
    })
    // Counted once they are on the list: what comes meanwhile is told as well.
    tellUnread(member, () => [session]).catch((error) => {
      log.warn({ err: error }, 'what is unread was not counted')
      socket.conn.close() // as a broken network would: the client connects again by itself
    })
  }

  const answer = answerRequests<NotifiedSession>([], { ...context, budget })

  const here = (who: Who): readonly NotifiedSession[] =>
    [...(sessions.get(keyOf(who)) ?? [])].filter(({ hasEnded }) => !hasEnded)

  const tellUnread = async (who: Who, whom: () => readonly NotifiedSession[]): Promise<void> => {
    const count = await service.unread(who)
    for (const { socket, hasEnded } of whom()) if (!hasEnded) socket.emit('unread', { count })
  }

  const tell = async ({ id, ...who }: Notified): Promise<void> => {
    if (here(who).length === 0) return
    if (id === null) return tellUnread(who, () => here(who))
    const write = await service.told({ ...who, id })
    if (write) for (const { socket, language } of here(who)) socket.emit('notification', write(language))
  }

  namespace.use(admitting(judge, context))
  namespace.on('connection', welcome)

  return {
    /** Something is new for a member, or was read: read once here, however many devices of theirs are connected. */
    notified(notified: Notified): void {
      tell(notified).catch((error) => log.warn({ err: error }, 'a member was not told what is new'))
    },
  }
}

const keyOf = ({ tenantId, userId }: Who): string => `${tenantId}:${userId}`
