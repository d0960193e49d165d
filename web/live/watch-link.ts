import type { LivePosition } from '../../domain/positions/schema.ts'
import type { live, ServerEvents } from '../../domain/protocol.ts'
import type { Eta } from '../../domain/routing/schema.ts'
import type { LastReason } from '../pages/ended.ts'
import type { ShareLive, ShareProps, ShareSubject } from '../pages/share.ts'
import { createClock } from './clock.ts'
import {
  bySubject,
  detailOf,
  frameReader,
  isRefusal,
  openLive,
  placesOf,
  refusalOf,
  returning,
  type Snapshot,
} from './socket.ts'
import { extendWay } from './way.ts'

export interface LinkEvents {
  readonly onChange: () => void
  readonly onEnded: (reason: LastReason) => void
  /** Of a link to a visit: how it stands, and when its technician is expected. */
  readonly onVisit?: (visit: Pick<Notice<'assignment:status'>, 'status' | 'at'>) => void
  readonly onEta?: (eta: Eta) => void
  /** The door is closed to this page, and stays so however often it knocks. Without it, it goes on knocking. */
  readonly onRefused?: (code: string, message: string) => void
}
type Notice<E extends keyof typeof live.notices> = Parameters<ServerEvents<typeof live>[E]>[0]
type WatchedProps = Pick<ShareProps, 'token' | 'serverTime' | 'subjects' | 'title' | 'expiresAt'> & {
  /** What an unlock answered, where no cookie says it. */
  readonly accessToken?: string | undefined
  /** The service's address, where the page is another site's. */
  readonly service?: string
}

/** After the time is over the server says so itself; this long it may take before we believe our own clock. */
const grace = 3000

/** Follows one link: what it shows, how the connection fares, and how it ends. */
export const watchLink = (props: WatchedProps, events: LinkEvents) => {
  const { onChange, onEnded, onVisit, onEta, onRefused } = events
  const clock = createClock(props.serverTime)
  const ways = new Map<string, readonly LivePosition[]>()
  let subjects: readonly ShareSubject[] = props.subjects
  let [title, expiresAt] = [props.title, props.expiresAt]
  let connection: ShareLive['connection'] = 'connecting'
  let known = false

  const take = (fixes: readonly LivePosition[]) => {
    for (const [id, own] of bySubject(fixes)) {
      const way = extendWay(ways.get(id) ?? [], own)
      ways.set(id, way)
      subjects = subjects.map((subject) =>
        subject.id === id ? { ...subject, position: way.at(-1)! } : subject,
      )
    }
    onChange()
  }

  const frames = frameReader()
  const { token, accessToken, service } = props
  const socket = openLive({ token, ...(accessToken && { access_token: accessToken }) }, service)
  const back = returning(socket)
  socket.on('snapshot', ({ link, subjects: newest, server_time }) => {
    clock.set(server_time)
    frames.begin(newest)
    connection = 'live'
    if (link) [title, expiresAt] = [link.title, link.expires_at]
    subjects = newest.map((subject) => merged(subject, subjects))
    const since = Object.fromEntries([...ways].flatMap(([id, way]) => [[id, way.at(-1)!.seq]]))
    take(placesOf(newest))
    if (known) socket.emit('resume', { since }, (answer) => isRefusal(answer) || take(answer.positions))
    known = true
  })
  socket.on('positions', (frame) => take(frames.read(frame)))
  socket.on('subjects', (changed) => {
    frames.learn(changed)
    const ids = new Set(changed.map(({ id }) => id))
    const others = subjects.filter(({ id }) => !ids.has(id))
    subjects = [...others, ...changed.map((subject) => merged(subject, subjects))].sort(inOrderOf(subjects))
    take(placesOf(changed))
  })
  socket.on('subject:removed', ({ id: gone }) => {
    subjects = subjects.filter(({ id }) => id !== gone)
    ways.delete(gone)
    onChange()
  })
  if (onVisit) socket.on('assignment:status', ({ status, at }) => onVisit({ status, at }))
  if (onEta) socket.on('eta', ({ id: _, ...eta }) => onEta(eta))
  socket.on('link:updated', (link) => {
    ;[title, expiresAt] = [link.title, link.expires_at]
    onChange()
  })
  socket.on('link:ended', ({ reason }) => onEnded(reason))
  socket.on('disconnect', (reason) => {
    connection = 'offline'
    if (reason === 'io server disconnect') back.in(2000)
    onChange()
  })
  socket.on('connect_error', (error) => {
    const code = refusalOf(error)
    const last = lastPages[code ?? '']
    if (last) return onEnded(last)
    if (onRefused && code !== null && !passing.has(code)) return onRefused(code, detailOf(error))
    connection = 'offline'
    // A refusal at the door ends Socket.IO's own attempts; a lost connection does not.
    if (!socket.active) back.in(code === 'rate_limited' ? 20_000 : 5000)
    onChange()
  })

  return {
    state: () => ({ now: clock.now(), connection, subjects, ways, shown: { subjects, title, expiresAt } }),
    /** The time has passed and the server cannot be heard, or does not say so. */
    isOver: () => expiresAt !== null && clock.now() > Date.parse(expiresAt) + grace,
    close() {
      back.never()
      ways.clear()
      subjects = []
    },
  }
}
export type WatchedLink = ReturnType<typeof watchLink>

/** Refusals that are worth another try. */
const passing: ReadonlySet<string> = new Set(['rate_limited', 'unavailable', 'internal'])

const lastPages: Readonly<Record<string, LastReason>> = {
  link_expired: 'expired',
  link_revoked: 'revoked',
  visit_done: 'done',
  view_limit_reached: 'limit',
  not_found: 'not_found',
}

/** The socket tells neither plates nor places that it does not have; those stay as they were. */
const merged = (subject: Snapshot['subjects'][number], before: readonly ShareSubject[]): ShareSubject => {
  const known = before.find(({ id }) => id === subject.id)
  const { id, kind, name, icon, color, position } = subject
  return {
    id,
    kind,
    name,
    icon,
    color,
    plate: known?.plate ?? null,
    position: position ?? known?.position ?? null,
  }
}

/** Whoever was there keeps their line; newcomers stand below. */
const inOrderOf = (before: readonly ShareSubject[]) => {
  const rank = new Map(before.map(({ id }, i) => [id, i]))
  return (a: ShareSubject, b: ShareSubject) =>
    (rank.get(a.id) ?? before.length) - (rank.get(b.id) ?? before.length)
}
