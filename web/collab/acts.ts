import type { CommentView } from '../../domain/comments/schema.ts'
import type { CollabActs } from '../pages/collab/props.ts'
import type { collabWords } from '../pages/collab/words.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import { asking } from './asking.ts'
import { commentActs } from './comment-acts.ts'
import type { SessionConnection } from './connection.ts'
import type { PageState } from './page-state.ts'
import type { StageView } from './stage-view.ts'

export interface ActPorts {
  readonly state: PageState
  readonly connection: Pick<SessionConnection, 'request'>
  readonly view: Pick<StageView, 'centre' | 'zoomTo'>
  readonly w: (typeof collabWords)['en'] | (typeof collabWords)[keyof typeof collabWords]
  /** Where the own player is, of what plays. */
  readonly timeNow: () => number | null
  readonly jumpTo: (seconds: number) => void
  readonly turnTo: (page: number) => void
  /** A thread is to be seen. */
  readonly reveal: (comment: CommentView) => void
  /** Does it, or tells the person why not; answers whether it was done. */
  readonly attempt: (act: () => Promise<unknown>) => Promise<boolean>
  readonly paint: () => void
}

/** What a participant can do on the page. */
export const createActs = (ports: ActPorts): CollabActs => {
  const { state, connection, view, w, turnTo, attempt, paint } = ports
  const set = (change: Partial<PageState>): void => {
    Object.assign(state, change)
    paint()
  }
  const ask = asking((question) => set({ question }))

  return {
    ...commentActs(ports, set, ask),
    tool: (tool) => set({ tool, draft: null, ...(tool === 'comment' && { panel: 'comments' }) }),
    panel: (panel) => set({ panel }),
    follow(following) {
      set({ following })
      void attempt(() => connection.request('follow', { participant_id: following }))
    },
    role: (id, role) => void attempt(() => connection.request('participant:update', { id, role })),
    mute: (id) => void attempt(() => connection.request('participant:mute', { id })),
    sendAway({ id, name }) {
      const remove = () => void attempt(() => connection.request('participant:remove', { id }))
      ask(fill(w.sendAwayConfirm, { name: plain(name) }), w.sendAway, remove)
    },
    page: turnTo,
    zoom(next) {
      view.zoomTo(Math.min(8, Math.max(1, next)))
      paint()
    },
    end: () => ask(w.endConfirm, w.end, () => void attempt(() => connection.request('session:end', {}))),
    forgetTrouble: () => set({ trouble: null }),
  }
}
