import type { AnySocket } from './session.ts'

/** What of an Engine.IO connection closing needs beyond its public face. */
interface Transport {
  readonly socket?: { terminate(): void }
}

const atOnce = 100
const graceMs = 400

/**
 * Says the last word to many sockets and closes them, a hundred at a turn so that others are served in between. Who has
 * not taken the hint shortly after is cut off: a client that stops reading must not keep what has ended open.
 */
export const closeSockets = async <S extends Pick<AnySocket, 'conn' | 'disconnect'>>(
  sockets: readonly S[],
  lastWord: (socket: S) => void,
): Promise<void> => {
  for (let i = 0; i < sockets.length; i++) {
    const socket = sockets[i]!
    lastWord(socket)
    socket.disconnect(true)
    if (i % atOnce === atOnce - 1) await turn()
  }
  setTimeout(cutOff, graceMs, sockets).unref()
}

const cutOff = (sockets: readonly Pick<AnySocket, 'conn'>[]): void => {
  for (const { conn } of sockets) {
    if (conn.readyState !== 'closed') conn.close(true)
    ;(conn.transport as unknown as Transport).socket?.terminate()
  }
}

/**
 * Closes connections the way a broken network would, so that the stock client connects again by itself (it does not
 * after `disconnect`), to whichever node takes new ones.
 */
export const sendElsewhere = async (conns: readonly AnySocket['conn'][], withinMs: number): Promise<void> => {
  const turns = Math.max(1, Math.ceil(conns.length / atOnce))
  for (let i = 0; i < conns.length; i++) {
    conns[i]!.close()
    if (i % atOnce === atOnce - 1) await pause(Math.min(50, (withinMs * 0.5) / turns))
  }
  const deadline = performance.now() + withinMs * 0.4
  while (performance.now() < deadline && conns.some(({ readyState }) => readyState !== 'closed'))
    await pause(20)
  cutOff(conns.map((conn) => ({ conn })))
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
