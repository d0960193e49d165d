import type { CommentView } from '../../domain/comments/schema.ts'
import type { ReplayEventView, ReplayView } from '../../domain/recordings/schema.ts'
import type { CursorView } from '../../domain/sessions/schema.ts'
import type { PlaybackThen } from '../pages/collab/replay-props.ts'

type View = Omit<Extract<ReplayEventView, { type: 'view' }>, 't' | 'type'>

/** A session as it was at one moment of its replay. */
export interface ReplayState {
  /** In the order they were begun. Resolved are those that were so at that moment. */
  readonly comments: ReadonlyMap<string, CommentView>
  readonly here: ReadonlySet<string>
  readonly cursors: ReadonlyMap<string, CursorView>
  readonly views: ReadonlyMap<string, View>
  /** Of a document: the page that was looked at last, by whomever. */
  readonly page: number | null
  readonly playback: PlaybackThen | null
  /** So many changes of the shared document had been made. */
  readonly documents: number
}

type Writable = { -readonly [K in keyof ReplayState]: ReplayState[K] } & {
  comments: Map<string, CommentView>
  here: Set<string>
  cursors: Map<string, CursorView>
  views: Map<string, View>
}

/** A state is remembered every so many events: going back costs no more than these. */
const rememberedEvery = 500

/**
 * What happened, and how it stood at any moment: the same whether one got there by playing or by jumping, forwards or
 * backwards. Parts may overlap in time, as each node has kept what moved on it.
 */
export class Timeline {
  #events: readonly ReplayEventView[] = []
  #updates: readonly string[] = []
  readonly #begin: ReplayState
  #remembered: ReplayState[] = []
  #now: Writable
  /** How many events `#now` has seen. */
  #seen = 0

  constructor(commentsBefore: readonly CommentView[], beganAt: string) {
    const known = commentsBefore.map((one) => [one.id, asOf(one, isResolvedBefore(one, beganAt))] as const)
    this.#begin = {
      comments: new Map(known),
      here: new Set(),
      cursors: new Map(),
      views: new Map(),
      page: null,
      playback: null,
      documents: 0,
    }
    this.#now = copyOf(this.#begin)
  }

  get events(): readonly ReplayEventView[] {
    return this.#events
  }

  /** Of the shared document, base64, in order; `documents` of a state says how many of them had been made. */
  get updates(): readonly string[] {
    return this.#updates
  }

  add(events: ReplayView['events']): void {
    this.#events = [...this.#events, ...events].sort((a, b) => a.t - b.t)
    this.#updates = this.#events.flatMap((event) => (event.type === 'document' ? [event.update] : []))
    this.#remembered = []
    this.#goBackTo(0)
  }

  /** Everything up to `t` (ms), the moment itself included. Good until it is asked again. */
  at(t: number): ReplayState {
    const wanted = this.#until(t)
    if (wanted < this.#seen) this.#goBackTo(wanted)
    while (this.#seen < wanted) {
      if (this.#seen % rememberedEvery === 0)
        this.#remembered[this.#seen / rememberedEvery] ??= copyOf(this.#now)
      apply(this.#now, this.#events[this.#seen++]!)
    }
    return this.#now
  }

  /** When the next thing happens after `t`; `undefined`: nothing more. */
  nextAfter(t: number): number | undefined {
    return this.#events[this.#until(t)]?.t
  }

  /** How many events are not later than `t`. */
  #until(t: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#events[middle]!.t <= t) low = middle + 1
      else high = middle
    }
    return low
  }

  #goBackTo(wanted: number): void {
    const place = Math.min(Math.floor(wanted / rememberedEvery), this.#remembered.length - 1)
    const known = place < 0 ? undefined : this.#remembered[place]
    this.#now = copyOf(known ?? this.#begin)
    this.#seen = known ? place * rememberedEvery : 0
  }
}

const copyOf = (state: ReplayState): Writable => ({
  ...state,
  comments: new Map(state.comments),
  here: new Set(state.here),
  cursors: new Map(state.cursors),
  views: new Map(state.views),
})

const apply = (state: Writable, event: ReplayEventView): void => {
  switch (event.type) {
    case 'cursor': {
      const { t: _, type: __, ...cursor } = event
      state.cursors.set(event.id, cursor)
      return
    }
    case 'cursor_left':
      state.cursors.delete(event.id)
      return
    case 'view': {
      const { t: _, type: __, ...view } = event
      state.views.set(event.id, view)
      state.page = view.page ?? state.page
      return
    }
    case 'joined':
      state.here.add(event.id)
      return
    case 'left':
      for (const theirs of [state.here, state.cursors, state.views]) theirs.delete(event.id)
      return
    case 'playback':
      state.playback = { to: event.playback, since: event.t }
      return
    case 'document':
      state.documents++
      return
    case 'log':
      applyEntry(state, event.entry)
      return
    default:
      event satisfies never
  }
}

type Entry = Extract<ReplayEventView, { type: 'log' }>['entry']

/** The log names comments as they are now; whether one was resolved then, its entries say. */
const applyEntry = (state: Writable, { name, comment, comment_id }: Entry): void => {
  if (name === 'comment:deleted') {
    if (comment_id !== undefined) state.comments.delete(comment_id)
    return
  }
  if (!comment) return
  const wasResolved = state.comments.get(comment.id)?.resolved_at != null
  const isResolved = name === 'comment:resolved' || (name !== 'comment:reopened' && wasResolved)
  state.comments.set(comment.id, asOf(comment, isResolved))
}

const asOf = (comment: CommentView, isResolved: boolean): CommentView => ({
  ...comment,
  resolved_at: isResolved ? (comment.resolved_at ?? comment.updated_at) : null,
  resolved_by: isResolved ? comment.resolved_by : null,
})

const isResolvedBefore = ({ resolved_at }: CommentView, beganAt: string): boolean =>
  resolved_at !== null && Date.parse(resolved_at) < Date.parse(beganAt)
