import { useEffect, useState } from 'preact/hooks'
import { io, type Socket } from 'socket.io-client'
import type { notifications } from '../../domain/notifications/protocol.ts'
import type { NotificationView } from '../../domain/notifications/schema.ts'
import type { ClientEvents, ServerEvents } from '../../domain/protocol.ts'
import { returning } from '../live/socket.ts'
import type { AppContext } from './context.ts'

type NotificationsSocket = Socket<ServerEvents<typeof notifications>, ClientEvents<typeof notifications>>

/** How many notifications are unread, as it changes. Every page of the app hears of a new one by `onNotified`. */
export const useUnread = ({ api, refreshMe }: Pick<AppContext, 'api' | 'refreshMe'>): number => {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const socket: NotificationsSocket = io('/notifications', {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      withCredentials: true,
      reconnectionDelayMax: 30_000,
    })
    const back = returning(socket)
    socket.on('unread', (unread) => {
      setCount(unread.count)
      for (const hear of counters) hear(unread.count)
    })
    socket.on('session:ended', refreshMe) // or the role is another: every page shows what may be done now
    socket.on('notification', (view) => {
      for (const hear of listeners) hear(view)
    })
    socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') back.in(5_000)
    })
    socket.on('connect_error', async () => {
      if (socket.active) return
      await api.renew()
      back.in(30_000)
    })
    return back.never
  }, [])
  return count
}

const listeners = new Set<(view: NotificationView) => void>()

/** Hears of each notification as it comes; gives back what ends it. */
export const onNotified = (hear: (view: NotificationView) => void): (() => void) => {
  listeners.add(hear)
  return () => listeners.delete(hear)
}

const counters = new Set<(count: number) => void>()

/** Hears how many are unread, whenever some were read here or elsewhere; gives back what ends it. */
export const onUnread = (hear: (count: number) => void): (() => void) => {
  counters.add(hear)
  return () => counters.delete(hear)
}
