import type { ReplayView } from '../../domain/recordings/schema.ts'
import type { Api } from '../app/api.ts'
import { Timeline } from './replay-state.ts'

/** One replay, part for part. */
export interface LoadedReplay {
  readonly view: ReplayView
  readonly timeline: Timeline
  /** Up to here (ms) everything is known; the end of time where all is. */
  readonly knownUntil: () => number
  /** The next part; nothing where it is on the way, or there is none. */
  readonly more: () => Promise<void>
}

/** Throws `Refused`. The newest recording unless one is named. */
export const loadReplay = async (
  api: Pick<Api, 'get'>,
  sessionId: string,
  recordingId?: string,
): Promise<LoadedReplay> => {
  const path = `/api/v3/collaboration/sessions/${sessionId}/recording`
  const part = (fromMs: number, id = recordingId) =>
    api.get<ReplayView>(`${path}?from_ms=${fromMs}${id === undefined ? '' : `&recording_id=${id}`}`)

  const view = await part(0)
  const began = view.recordings.find(({ id }) => id === view.recording_id)?.started_at
  const timeline = new Timeline(view.comments_before, began ?? '')
  timeline.add(view.events)
  let next = view.next_from_ms
  let loading: Promise<void> | undefined

  const load = async (from: number): Promise<void> => {
    const { events, next_from_ms } = await part(from, view.recording_id ?? undefined)
    timeline.add(events)
    next = next_from_ms !== null && next_from_ms > from ? next_from_ms : null
  }
  return {
    view,
    timeline,
    knownUntil: () => next ?? Number.POSITIVE_INFINITY,
    async more() {
      if (next === null) return
      loading ??= load(next).finally(() => {
        loading = undefined
      })
      await loading
    },
  }
}
