import type { LivePosition } from '../../../domain/positions/schema.ts'
import type { LiveSubject, Subscribe } from '../../../domain/protocol.ts'
import { type Clock, createClock } from '../../live/clock.ts'
import { frameReader, isRefusal, openLive, placesOf, refusalOf, returning } from '../../live/socket.ts'
import type { Box } from '../../map/grid.ts'
import { padded, stillDoes, wholeFleet } from './viewport.ts'

interface FleetEvents {
  readonly onFixes: (fixes: readonly LivePosition[]) => void
  /** Vehicles that came into what is followed, or have another name or colour. */
  readonly onSubjects: (subjects: readonly LiveSubject[]) => void
  readonly onViewers: (id: string, count: number) => void
  readonly onRemoved: (id: string) => void
  /** The line is there, or is not. */
  readonly onLine: () => void
  /** The line is back after it was lost: what was read before may be old. */
  readonly onBack: () => void
  /** The session may have ended, or its member may have other rights now. */
  readonly onSessionChanged: () => void
  /** The session has run out. */
  readonly renew: () => Promise<unknown>
}

const resting = 400
const kinds: ['vehicle'] = ['vehicle'] // who draws no technicians is not on record for looking at them

/**
 * Follows the fleet over the socket: all of a small one, of a large one what is on the map and around it, and beside
 * that the vehicle that somebody has opened, wherever it is.
 */
export const watchFleet = (events: FleetEvents) => {
  const frames = frameReader()
  const socket = openLive({})
  const back = returning(socket)
  let clock: Clock | null = null
  let isOffline = false
  let wasOn = false
  let refusals = 0
  let count: number | null = null
  let view: Box | null = null
  let subscribed: Box | 'fleet' | null = null
  let watched: string | null = null
  let moving: ReturnType<typeof setTimeout> | undefined

  const ask = (wish: Subscribe, onDone: () => void = () => {}) =>
    socket.emit('subscribe', wish, (answer) => {
      if (isRefusal(answer)) return
      clock = createClock(answer.snapshot.server_time)
      refusals = 0
      take(answer.snapshot.subjects)
      onDone()
      if (isOffline) {
        isOffline = false
        events.onLine()
      }
    })
  const take = (subjects: readonly LiveSubject[]) => {
    frames.learn([...subjects])
    events.onSubjects(subjects)
    events.onFixes(placesOf([...subjects]))
  }
  /** Asks for what should be followed now, unless it is already. */
  const follow = () => {
    if (!socket.connected || count === null) return
    if (count <= wholeFleet) {
      if (subscribed === 'fleet') return
      if (subscribed) socket.emit('unsubscribe', { viewport: subscribed, kinds }, () => {})
      subscribed = 'fleet'
      return ask({ fleet: true, kinds })
    }
    if (!view || (subscribed && subscribed !== 'fleet' && stillDoes(subscribed, view))) return
    if (subscribed === 'fleet') socket.emit('unsubscribe', { fleet: true, kinds }, () => {})
    subscribed = padded(view)
    ask({ viewport: subscribed, kinds })
  }
  const named = (imei: string): Subscribe => ({ subjects: [`vehicle:${imei}`] })
  const followWatched = () => {
    if (watched && socket.connected) ask(named(watched))
  }
  const lost = () => {
    subscribed = null
    isOffline = true
    events.onLine()
  }

  socket.on('connect', () => {
    frames.begin([]) // handles are those of this connection
    follow()
    followWatched()
    if (count === null && isOffline) {
      isOffline = false
      events.onLine()
    }
    if (wasOn) events.onBack()
    wasOn = true
  })
  socket.on('positions', (frame) => events.onFixes(frames.read(frame)))
  socket.on('viewers', ({ id, count: many }) => events.onViewers(id, many))
  socket.on('subjects', take)
  socket.on('subject:removed', ({ id }) => events.onRemoved(id))
  socket.on('session:ended', events.onSessionChanged)
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
      if (stale.has(refusalOf(error) ?? '')) await events.renew()
      back.in(1000)
    }
  })

  return {
    /** How many vehicles there are decides what is followed. */
    size(vehicles: number): void {
      count = vehicles
      follow()
    },
    /** The map rests over this. */
    look(seen: Box): void {
      view = seen
      clearTimeout(moving)
      moving = setTimeout(follow, resting)
    },
    /** The vehicle that is open, by its identifier; it is followed wherever it goes. */
    watch(imei: string | null): void {
      if (watched === imei) return
      if (watched && socket.connected) socket.emit('unsubscribe', named(watched), () => {})
      watched = imei
      followWatched()
    },
    /** Milliseconds since 1970 by the server's clock, once it has told. */
    now: (): number => clock?.now() ?? Date.now(),
    isOffline: (): boolean => isOffline,
    followsAll: (): boolean => count !== null && count <= wholeFleet,
    close(): void {
      clearTimeout(moving)
      back.never()
    },
  }
}
export type FleetLive = ReturnType<typeof watchFleet>

const stale = new Set(['not_signed_in', 'token_expired'])
