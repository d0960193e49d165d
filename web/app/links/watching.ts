import { useEffect, useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { isRefusal, openLive } from '../../live/socket.ts'
import { useApp } from '../context.ts'

/**
 * How many watch each vehicle at this moment, through whichever of its links: more than that nobody is told. Asked for
 * only while a link to a vehicle is on the screen; a line that is lost says nothing rather than what was.
 */
export const useWatching = (links: readonly ShareView[]): ReadonlyMap<string, number> => {
  const { api } = useApp()
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(nobody)
  const isWanted = links.some(({ resource, is_active }) => resource.type === 'vehicle' && is_active)
  useEffect(() => {
    if (!isWanted) return
    const socket = openLive({})
    socket.on('connect', () =>
      socket.emit('subscribe', { fleet: true, kinds: ['vehicle'] }, (answer) => {
        if (isRefusal(answer)) socket.close()
      }),
    )
    socket.on('viewers', ({ id, count }) => setCounts((before) => new Map(before).set(id, count)))
    socket.on('disconnect', () => setCounts(nobody))
    socket.on('connect_error', async () => {
      if (!socket.active) await api.renew() // the page goes on without; whoever comes again asks again
    })
    return () => void socket.close()
  }, [isWanted])
  return counts
}
const nobody: ReadonlyMap<string, number> = new Map()
