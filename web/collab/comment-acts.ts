import type { CommentView } from '../../domain/comments/schema.ts'
import type { CollabActs } from '../pages/collab/props.ts'
import type { ActPorts } from './acts.ts'
import type { Payload } from './connection.ts'
import { mediaTime, secondsOf } from './media-time.ts'
import { withComment, withoutComment } from './model.ts'
import type { PageState } from './page-state.ts'

type Names =
  | 'select'
  | 'comment'
  | 'dropDraft'
  | 'answer'
  | 'edit'
  | 'rewrite'
  | 'resolve'
  | 'remove'
  | 'showResolved'

/** What is done with comments. */
export const commentActs = (
  { state, connection, view, w, timeNow, jumpTo, turnTo, reveal, attempt, paint }: ActPorts,
  set: (change: Partial<PageState>) => void,
  ask: (text: string, yes: string, act: () => void) => void,
): Pick<CollabActs, Names> => {
  /** The same words sent again, because nobody answered, are the same comment. */
  let sending: { readonly content: string; readonly id: string } | undefined

  const kept = (request: () => Promise<{ comment: CommentView }>): Promise<boolean> =>
    attempt(async () => {
      const { comment } = await request()
      if (state.model) state.model = withComment(state.model, comment)
      const tool = state.tool === 'comment' ? 'look' : state.tool
      set({ draft: null, answering: null, editing: null, tool })
    })

  const about = (isInternal: boolean): Omit<Payload<'comment:create'>, 'content'> => {
    const { answering, draft } = state
    if (answering !== null) return { parent_comment_id: answering }
    const time = draft ? draft.timeMs : timeNow()
    return {
      ...(draft?.x != null && { position_x: draft.x, position_y: draft.y }),
      ...(draft?.page != null && { page: draft.page }),
      ...(draft?.drawing && { drawing: draft.drawing.shapes }),
      ...(time !== null && { timestamp: mediaTime(time) }),
      ...(isInternal && { visibility: 'internal' }),
    }
  }

  return {
    select(id) {
      set({ selected: id })
      const comment = id === null ? undefined : state.model?.comments.get(id)
      if (!comment) return
      state.panel = 'comments'
      if (comment.page !== null && comment.page !== state.page) turnTo(comment.page)
      if (comment.position_x !== null) view.centre(comment.position_x, comment.position_y!)
      if (comment.timestamp !== null) jumpTo(secondsOf(comment.timestamp))
      paint()
      reveal(comment)
    },
    async comment(content, isInternal) {
      if (sending?.content !== content) sending = { content, id: newClientId() }
      const said = { content, client_id: sending.id, ...about(isInternal) }
      const { draft } = state
      const isTaken = await kept(() => connection.request('comment:create', said))
      if (isTaken) sending = undefined
      if (isTaken && 'drawing' in said) draft?.drawing?.onKept()
      return isTaken
    },
    dropDraft: () => set({ draft: null, tool: 'look' }),
    answer: (answering) => set({ answering, editing: null }),
    edit: (editing) => set({ editing, answering: null }),
    rewrite: (id, content) => kept(() => connection.request('comment:update', { id, content })),
    resolve: (id, resolved) => void kept(() => connection.request('comment:resolve', { id, resolved })),
    remove(id) {
      const remove = () =>
        void attempt(async () => {
          await connection.request('comment:delete', { id })
          if (state.model) set({ model: withoutComment(state.model, id) })
        })
      ask(w.removeConfirm, w.remove, remove)
    },
    showResolved: (showsResolved) => set({ showsResolved }),
  }
}

/** Of what the service takes for one; `randomUUID` is there by https alone. */
const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
