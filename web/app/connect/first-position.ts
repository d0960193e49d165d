import { useEffect, useState } from 'preact/hooks'
import { frameReader, isRefusal, openLive, placesOf, returning } from '../../live/socket.ts'
import type { Api } from '../api.ts'

/**
 * Whether a vehicle or a technician's phone has reported since this is watched: of one that is new, whatever comes; of another, what is newer
 * than its last place.
 */
export const useFirstPosition = (
  api: Api,
  imei: string,
  isNew: boolean,
  kind: 'vehicle' | 'technician' = 'vehicle',
): boolean => {
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    const socket = openLive({})
    const back = returning(socket)
    const frames = frameReader()
    let known = isNew ? 0 : null
    const take = (times: readonly number[]) => {
      if (known === null) known = Math.max(0, ...times)
      else if (times.some((t) => t > known!)) {
        setThere(true)
        back.never()
      }
    }
    socket.on('connect', () =>
      socket.emit('subscribe', { subjects: [`${kind}:${imei}`] }, (answer) => {
        if (isRefusal(answer)) return back.in(5_000)
        frames.begin(answer.snapshot.subjects)
        take(placesOf(answer.snapshot.subjects).map(({ t }) => t))
      }),
    )
    socket.on('positions', (frame) => take(frames.read(frame).map(({ t }) => t)))
    socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') back.in(2_000)
    })
    socket.on('connect_error', async () => {
      if (socket.active) return
      await api.renew()
      back.in(5_000)
    })
    return back.never
  }, [imei])
  return isThere
}
