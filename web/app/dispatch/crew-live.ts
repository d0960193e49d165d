import type { AssignmentStatus } from '../../../domain/assignments/assignment.ts'
import type { LivePosition } from '../../../domain/positions/schema.ts'
import type { LiveSubject } from '../../../domain/protocol.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
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

interface CrewEvents {
  /** These technicians have moved. */
  readonly onMoved: (ids: readonly string[]) => void
  /** A technician came, went or was given another name; or the line is dead, or is there again. */
  readonly onChange: () => void
  readonly onStatus: (visit: string, status: AssignmentStatus) => void
  /** The customer said how a visit was. */
  readonly onRated: (visit: string) => void
  readonly onEta: (visit: string, eta: Eta) => void
  readonly onSessionChanged: () => void
  readonly renew: () => Promise<unknown>
}

/**
 * Follows the technicians who may be seen: where they are, how their visits stand and when they are expected. That
 * somebody follows them is on record for them.
 */
export const watchCrew = ({
  onMoved,
  onChange,
  onStatus,
  onRated,
  onEta,
  onSessionChanged,
  renew,
}: CrewEvents) => {
  const crew = new Map<string, LiveSubject>()
  const ways = new Map<string, readonly LivePosition[]>()
  const frames = frameReader()
  const socket = openLive({})
  const back = returning(socket)
  let isOffline = false
  let refusals = 0

  const take = (fixes: readonly LivePosition[]) => {
    const moved = bySubject(fixes)
    for (const [id, own] of moved) ways.set(id, extendWay(ways.get(id) ?? [], own).slice(-longestTail))
    onMoved([...moved.keys()])
  }
  const meet = (subjects: readonly LiveSubject[]) => {
    for (const subject of subjects) if (subject.kind === 'technician') crew.set(subject.id, subject)
  }
  const subscribe = () =>
    socket.emit('subscribe', { fleet: true, kinds: ['technician'] }, (answer) => {
      if (isRefusal(answer)) return
      isOffline = false
      refusals = 0
      const { subjects } = answer.snapshot
      crew.clear()
      meet(subjects)
      frames.begin(subjects)
      take(placesOf(subjects))
      onChange()
    })
  const lost = () => {
    isOffline = true
    onChange()
  }

  socket.on('connect', subscribe)
  socket.on('positions', (frame) => take(frames.read(frame)))
  socket.on('subjects', (changed) => {
    meet(changed)
    frames.learn(changed)
    take(placesOf(changed))
    onChange()
  })
  socket.on('subject:removed', ({ id }) => {
    crew.delete(id)
    ways.delete(id)
    onChange()
  })
  socket.on('assignment:status', ({ id, status }) => onStatus(id, status))
  socket.on('assignment:rated', ({ id }) => onRated(id))
  socket.on('eta', ({ id, technician_id: _, ...eta }) => onEta(id, eta))
  socket.on('session:ended', onSessionChanged)
  socket.on('disconnect', (reason) => {
    lost()
    if (reason === 'io server disconnect') back.in(2000)
  })
  socket.on('connect_error', async (error) => {
    lost()
    if (socket.active) return
    refusals += 1
    if (refusals > 1) return back.in(30_000)
    if (stale.has(refusalOf(error) ?? '')) await renew()
    back.in(1000)
  })
  return { crew, ways, isOffline: () => isOffline, close: back.never }
}
export type CrewLive = ReturnType<typeof watchCrew>

const stale = new Set(['not_signed_in', 'token_expired'])
const longestTail = 120
