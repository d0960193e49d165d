import { useEffect, useRef, useState } from 'preact/hooks'
import type { NotificationView, ReadNotifications } from '../../../domain/notifications/schema.ts'
import { plain } from '../../pages/plain.ts'
import type { Api } from '../api.ts'
import { type List, type ListPage, useList } from '../ui/list.ts'
import { onNotified, onUnread } from '../unread.ts'

const path = '/api/notifications'

interface NotificationList extends ListPage<NotificationView> {
  readonly unread: number
}

export interface Notifications {
  readonly list: List<NotificationView>
  /** On the service, on this page or not. */
  readonly unread: number
  /** The last that came while somebody looked, for a screen reader. */
  readonly arrived: string
  readonly readOne: (one: NotificationView) => Promise<void>
  /** Those that somebody could have seen here: what comes in the same moment stays unread. */
  readonly readAll: () => Promise<void>
}

/** One's own, with what comes and what is read elsewhere while somebody looks. */
export const useNotifications = (api: Api, isOnlyUnread: boolean): Notifications => {
  const list = useList<NotificationView>(api, isOnlyUnread ? `${path}?unread=true` : path)
  const [arrived, setArrived] = useState('')
  const shown = useRef<NotificationList | undefined>(undefined)
  shown.current = list.value as NotificationList | undefined
  const set = (change: (before: NotificationList) => NotificationList) =>
    list.set((before) => change(before as NotificationList))

  useEffect(
    () =>
      onNotified((view) => {
        setArrived(plain(view.title))
        set((before) =>
          before.results.some(({ id }) => id === view.id)
            ? before
            : {
                ...before,
                count: before.count + 1,
                unread: before.unread + 1,
                results: [view, ...before.results],
              },
        )
      }),
    [],
  )
  useEffect(
    () =>
      onUnread((count) => {
        const before = shown.current
        if (!before || count >= before.unread) return
        if (count === 0) set(asRead(() => true, 0))
        else list.reload() // elsewhere some were read, and which ones only the service knows
      }),
    [isOnlyUnread],
  )

  const read = async (which: ReadNotifications, isMeant: (one: NotificationView) => boolean) => {
    const { unread } = await api.post<{ unread: number }>(`${path}/read`, which)
    set(asRead(isMeant, unread))
  }
  return {
    list,
    unread: shown.current?.unread ?? 0,
    arrived,
    readOne: (one) => read({ ids: [one.id] }, ({ id }) => id === one.id),
    async readAll() {
      const newest = shown.current?.results[0]
      if (newest) await read({ up_to: newest.id }, ({ created_at }) => created_at <= newest.created_at)
    },
  }
}

/** What was read stays where it is, so that nothing moves under a finger. */
const asRead =
  (isMeant: (one: NotificationView) => boolean, unread: number) =>
  (before: NotificationList): NotificationList => ({
    ...before,
    unread,
    results: before.results.map((one) =>
      one.read_at === null && isMeant(one) ? { ...one, read_at: new Date().toISOString() } : one,
    ),
  })
