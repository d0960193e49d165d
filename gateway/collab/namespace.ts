import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { ClientEvents, ServerEvents } from '../../domain/protocol.ts'
import type { collab } from '../../domain/sessions/protocol.ts'
import { closeSockets } from '../closing.ts'
import { admitting, forgetHandshake, type NamespaceContext } from '../namespace.ts'
import type { AnySocket, Session, SocketData } from '../session.ts'
import { openWay } from '../viewer.ts'
import type { Collab, Waiting } from './collab.ts'
import type { CollabSeat, Line } from './part.ts'

interface CollabData extends SocketData {
  session?: Session
  waiting?: Waiting
}
export type CollabNamespace = Namespace<
  ClientEvents<typeof collab>,
  ServerEvents<typeof collab>,
  DefaultEventsMap,
  CollabData
>
type CollabSocket = Socket<
  ClientEvents<typeof collab>,
  ServerEvents<typeof collab>,
  DefaultEventsMap,
  CollabData
>

/** Frames that may wait for a client before it misses what the next one replaces anyway. */
const mostVolatile = 20
/** Frames that wait for a client that has stopped reading; it is cut off, and resumes when it comes again. */
const mostWaiting = 2_000
/** Bytes that wait for a client that asks for more: a document and as much again. */
const mostUnread = 12 * 1_048_576

/** Sessions over Socket.IO. */
export const serveCollab = <Device>(
  namespace: CollabNamespace,
  collab: Collab,
  context: NamespaceContext<Device>,
): void => {
  const judge = async (socket: CollabSocket): Promise<void> => {
    const waiting = await collab.admit(socket.handshake.auth, socket.handshake)
    socket.data.waiting = waiting
    if (socket.conn.readyState !== 'open') collab.giveUp(waiting)
  }
  const welcome = (socket: CollabSocket): void => {
    const { waiting } = socket.data
    delete socket.data.waiting
    forgetHandshake(socket)
    const seat = waiting && collab.enter(waiting, lineOf(socket))
    if (!seat) return
    socket.data.session = seat
    socket.on('disconnect', (reason) =>
      collab.leave(seat, reason === 'client namespace disconnect' ? 'left' : 'gone'),
    )
    socket.onAny(answer)
  }
  const answer = function (this: CollabSocket, name: unknown, ...args: unknown[]): void {
    const seat = this.data.session as CollabSeat | undefined
    if (!seat) return
    if (unreadOf(this.conn) > mostUnread) {
      this.conn.close()
      return
    }
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? (args.pop() as (answer: unknown) => void) : undefined
    collab.answer({
      session: seat,
      name: String(name),
      payload: args[0],
      acknowledge,
      cutOff: () => this.disconnect(true),
    })
  }

  namespace.use(admitting(judge, context))
  namespace.on('connection', welcome)
}

/** Answers are as large as the document. Who asks for them again and again without reading any must not fill the memory. */
const unreadOf = (conn: CollabSocket['conn']): number => {
  const { writeBuffer, transport } = conn as unknown as {
    readonly writeBuffer: readonly { readonly data?: { readonly length?: number } }[]
    readonly transport: { readonly socket?: { readonly bufferedAmount?: number } }
  }
  const waiting = writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
  return waiting + (transport.socket?.bufferedAmount ?? 0)
}

const lineOf = (socket: CollabSocket): Line => {
  const { conn } = socket
  const plain = socket as unknown as AnySocket
  const waiting = () => (conn as unknown as { writeBuffer: readonly unknown[] }).writeBuffer.length
  return {
    emit(name, payload) {
      if (waiting() >= mostWaiting) conn.close()
      else plain.emit(name, payload)
    },
    emitVolatile(name, payload) {
      if (waiting() >= mostVolatile) return false
      plain.emit(name, payload)
      return true
    },
    close: () => void closeSockets([plain], () => {}),
    drop: () => void conn.close(),
    way: () => openWay(conn),
  }
}
