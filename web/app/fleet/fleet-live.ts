import type { LivePosition } from '../../../domain/positions/schema.ts'
import {
  bySubject,
  frameReader,
  isRefusal,
  openLive,
  placesOf,
  refusalOf,
  returning,
} from '../../live/socket.ts'
import { extendWay } from '../../live/way.ts'

interface FleetEvents {
  /** These subjects have moved. */
  readonly onMoved: (ids: readonly string[]) => void
  readonly onChange: () => void
  /** Vehicles came, or were given another name or colour. */
  readonly onNews: () => void
  readonly onRemoved: (id: string) => void
  /** The session may have ended, or its member may have other rights now. */
  readonly onSessionChanged: () => void
  /** The session has run out. */
  readonly renew: () => Promise<unknown>
}

/** Follows the whole fleet: ways as far as this page has seen them, and who watches. */
export const watchFleet = ({
  onMoved,
  onChange,
  onNews,
  onRemoved,
  onSessionChanged,
  renew,
}: FleetEvents) => {
  const ways = new Map<string, readonly LivePosition[]>()
  const viewers = new Map<string, number>()
  const frames = frameReader()
  const socket = openLive({})
  const back = returning(socket)
  let offline = false
  let refusals = 0

  const take = (fixes: readonly LivePosition[]) => {
    const moved = bySubject(fixes)
    for (const [id, own] of moved) ways.set(id, extendWay(ways.get(id) ?? [], own).slice(-longestTail))
    onMoved([...moved.keys()])
  }
  const subscribe = () =>
    socket.emit('subscribe', { fleet: true, kinds: ['vehicle'] }, (answer) => {
      if (isRefusal(answer)) return
      offline = false
      refusals = 0
      frames.begin(answer.snapshot.subjects)
      take(placesOf(answer.snapshot.subjects))
      onChange()
    })
  const lost = () => {
    offline = true
    onChange()
  }

  socket.on('connect', subscribe)
  socket.on('positions', (frame) => take(frames.read(frame)))
  socket.on('viewers', ({ id, count }) => {
    viewers.set(id, count)
    onChange()
  })
  socket.on('subjects', (changed) => {
    frames.learn(changed)
    take(placesOf(changed))
    onNews()
  })
  socket.on('subject:removed', ({ id }) => {
    ways.delete(id)
    onRemoved(id)
  })
  socket.on('session:ended', onSessionChanged)
  socket.on('disconnect', (reason) => {
    lost()
    if (reason === 'io server disconnect') back.in(2000)
  })
  socket.on('connect_error', async (error) => {
    lost()
    if (socket.active) return
    refusals += 1
    // A session that was renewed and is refused again will not get better by being renewed every second.
    if (refusals > 1) back.in(30_000)
    else {
      if (stale.has(refusalOf(error) ?? '')) await renew()
      back.in(1000)
    }
  })

  return {
    ways,
    viewers,
    isOffline: () => offline,
    close: back.never,
  }
}
export type FleetLive = ReturnType<typeof watchFleet>

const stale = new Set(['not_signed_in', 'token_expired'])

/** A page that is open all day keeps the last stretch of each vehicle, not the day. */
const longestTail = 120
