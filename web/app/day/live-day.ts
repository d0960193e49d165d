import { openLive, refusalOf, returning } from '../../live/socket.ts'

interface DayEvents {
  /** A visit of this technician's has another status. */
  readonly onStatus: () => void
  readonly onSessionChanged: () => void
  /** The session has run out. */
  readonly renew: () => Promise<unknown>
}

/** Hears of what dispatch does to one's visits; whoever is connected is told of their own without asking for more. */
export const watchDay = ({ onStatus, onSessionChanged, renew }: DayEvents): (() => void) => {
  const socket = openLive({})
  const back = returning(socket)
  let refusals = 0
  socket.on('connect', () => {
    refusals = 0
    onStatus() // what happened meanwhile
  })
  socket.on('assignment:status', onStatus)
  socket.on('session:ended', onSessionChanged)
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') back.in(2000)
  })
  socket.on('connect_error', async (error) => {
    if (socket.active) return
    refusals += 1
    if (refusals > 1) return back.in(30_000)
    if (stale.has(refusalOf(error) ?? '')) await renew()
    back.in(1000)
  })
  return back.never
}

const stale = new Set(['not_signed_in', 'token_expired'])
