import type {
  CollabActs,
  CollabLive,
  CollabProps,
  Draft,
  Panel,
  Question,
  Tool,
} from '../pages/collab/props.ts'
import type { Status } from './connection.ts'
import type { Model } from './model.ts'

/** How the page of one participant stands. Whoever changes it draws the page anew. */
export interface PageState {
  /** `undefined` before the first word of the server, and after its last. */
  model: Model | undefined
  status: Status
  tool: Tool
  panel: Panel
  selected: string | null
  answering: string | null
  editing: string | null
  draft: Draft | null
  showsResolved: boolean
  following: string | null
  followedBy: readonly string[]
  page: number
  pages: number
  question: Question | null
  trouble: string | null
}

export const newPageState = (): PageState => ({
  model: undefined,
  status: 'connecting',
  tool: 'look',
  panel: 'comments',
  selected: null,
  answering: null,
  editing: null,
  draft: null,
  showsResolved: false,
  following: null,
  followedBy: [],
  page: 1,
  pages: 1,
  question: null,
  trouble: null,
})

/** What the page is drawn from. */
export const shownAs = (
  props: CollabProps,
  { model, ...state }: PageState,
  zoom: number,
  act: CollabActs,
): CollabProps & { readonly live: CollabLive } => ({
  ...props,
  ...(model && { comments: [...model.comments.values()], expiresAt: model.expiresAt }),
  live: {
    ...state,
    you: model?.you ?? null,
    participants: [...(model?.participants.values() ?? [])],
    features: model?.features ?? null,
    recording: model?.recording ?? null,
    zoom,
    act,
  },
})

/** Whether one's own player leads the others'. */
export const mayLead = ({ model }: PageState): boolean =>
  model?.you.role === 'host' || model?.you.role === 'collaborator'
