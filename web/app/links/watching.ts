import { useEffect, useState } from 'preact/hooks'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { isRefusal, openLive } from '../../live/socket.ts'
import type { Api } from '../api.ts'
import { useApp } from '../context.ts'
import type { ListPage } from '../ui/list.ts'

/**
 * How many watch each vehicle at this moment, through whichever of its links: more than that nobody is told. Asked for
 * only while links to vehicles are on the screen; a line that is lost says nothing rather than what was.
 */
export const useWatching = (links: readonly ShareView[]): ReadonlyMap<string, number> => {
  const { api } = useApp()
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(nobody)
  const wanted = [...new Set(links.flatMap(vehicleOf))].sort().join(' ')
  useEffect(() => {
    if (wanted === '') return
    let close = () => {}
    let isOver = false
    subjectsOf(api, wanted.split(' ')).then(
      (subjects) => {
        if (!isOver && subjects.length > 0) close = follow(subjects, setCounts)
      },
      () => {}, // the list itself says that the line is dead
    )
    return () => {
      isOver = true
      close()
      setCounts(nobody)
    }
  }, [wanted])
  return counts
}
const nobody: ReadonlyMap<string, number> = new Map()

const vehicleOf = ({ resource, is_active }: ShareView): string[] =>
  resource.type === 'vehicle' && is_active ? [String(resource.id)] : []

/** Sockets know vehicles by their devices' names. In a fleet beyond these pages nobody is counted. */
const mostPages = 5
const subjectsOf = async (api: Api, ids: readonly string[]): Promise<string[]> => {
  const wanted = new Set(ids)
  const found: string[] = []
  for (let page = 1; page <= mostPages && found.length < wanted.size; page++) {
    const { results, next } = await api.get<ListPage<VehicleView>>(
      `/api/fleet/vehicles?page_size=200&page=${page}`,
    )
    found.push(...results.filter(({ id }) => wanted.has(id)).map(({ imei }) => `vehicle:${imei}`))
    if (!next) break
  }
  return found
}

const follow = (
  subjects: readonly string[],
  set: (change: (before: ReadonlyMap<string, number>) => ReadonlyMap<string, number>) => void,
): (() => void) => {
  const socket = openLive({})
  socket.on('connect', () =>
    socket.emit('subscribe', { subjects: [...subjects] }, (answer) => {
      if (isRefusal(answer)) socket.close()
    }),
  )
  socket.on('viewers', ({ id, count }) => set((before) => new Map(before).set(id, count)))
  socket.on('disconnect', () => set(() => nobody))
  return () => void socket.close()
}
