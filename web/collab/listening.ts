import { logNames } from '../../domain/sessions/log.ts'
import type { SessionConnection } from './connection.ts'
import { afterEntry, afterLeft, type Model, withParticipant } from './model.ts'
import type { PageState } from './page-state.ts'
import type { StageView } from './stage-view.ts'

export interface ListeningPorts {
  readonly state: PageState
  readonly connection: Pick<SessionConnection, 'on'>
  readonly view: Pick<StageView, 'move' | 'drop' | 'goAlong'>
  readonly turnTo: (page: number) => void
  /** How the medium plays for all has changed. */
  readonly onPlayback: (playback: Model['playback']) => void
  readonly paint: () => void
}

/** What the server tells, as it changes the page. */
export const listen = ({ state, connection, view, turnTo, onPlayback, paint }: ListeningPorts): void => {
  const change = (next: (model: Model) => Model): void => {
    if (!state.model) return
    state.model = next(state.model)
    paint()
  }
  for (const name of logNames) connection.on(name, (entry) => change((model) => afterEntry(model, entry)))
  for (const name of ['presence:joined', 'presence:changed'] as const)
    connection.on(name, (participant) => change((model) => withParticipant(model, participant)))
  connection.on('presence:left', (left) => {
    view.drop(left.id)
    if (state.following === left.id) state.following = null
    change((model) => afterLeft(model, left))
  })
  connection.on('presence:followed', ({ by }) => {
    state.followedBy = by
    paint()
  })
  connection.on('cursor:update', (cursors) => {
    if (state.model) view.move(cursors, state.model.participants, state.page)
  })
  connection.on('cursor:left', ({ id }) => view.drop(id))
  connection.on('view:update', (views) => {
    const theirs = views.find(({ id }) => id === state.following)
    if (!theirs) return
    if (theirs.page !== undefined && theirs.page !== state.page) turnTo(theirs.page)
    view.goAlong(theirs)
    paint()
  })
  connection.on('playback:changed', (now) => {
    change((model) => ({ ...model, playback: now }))
    onPlayback(now)
  })
}
