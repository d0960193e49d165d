import { render } from 'preact'
import { createApi } from '../app/api.ts'
import { createClock } from '../live/clock.ts'
import { CollabOver } from '../pages/collab/over.ts'
import type { CollabActs, CollabLive, CollabProps, Draft, Panel, Tool } from '../pages/collab/props.ts'
import { CollabPage } from '../pages/collab/room.ts'
import { collabWords } from '../pages/collab/words.ts'
import { html } from '../pages/html.ts'
import { showLast } from '../pages/live-page.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import { openSession, type Payload, RequestRefused, type SessionEnd } from './connection.ts'
import type { Extra, ExtraContext } from './extras.ts'
import { extras } from './extras.ts'
import {
  afterEntry,
  afterLeft,
  type Model,
  modelOf,
  withComment,
  withoutComment,
  withParticipant,
} from './model.ts'
import { type SharedPlayback, sharePlayback } from './shared-playback.ts'
import { createStageView } from './stage-view.ts'

/** Everything a participant sees and does, from the first connection to the last word. */
export const takePart = (root: HTMLElement, props: CollabProps): void => {
  const { lang } = props
  const w = collabWords[lang]
  const clock = createClock(props.serverTime)
  const api = createApi({ lang, unreachable: w.notSent, onSignedOut: () => over('signed_out') })
  let model: Model | undefined
  let status: CollabLive['status'] = 'connecting'
  let [tool, panel]: [Tool, Panel] = ['look', 'comments']
  let selected: string | null = null
  let answering: string | null = null
  let editing: string | null = null
  let following: string | null = null
  let trouble: string | null = null
  /** The same words sent again, because nobody answered, are the same comment. */
  let sending: { readonly content: string; readonly id: string } | undefined
  let draft: Draft | null = null
  let [showsResolved, isOver] = [false, false]
  let followedBy: readonly string[] = []
  let [page, pages] = [1, 1]
  let playback: SharedPlayback | undefined
  let running: readonly Extra[] = []

  const connection = openSession(
    {
      auth: () => ({ session_id: props.sessionId, ...(props.token !== null && { token: props.token }) }),
      withCookies: true,
      onStale: async () => (await api.renew()) === 'renewed',
    },
    {
      onState(state) {
        clock.set(state.server_time)
        model = modelOf(state)
        view.dropAll()
        if (running.length === 0) begin()
        for (const extra of running) extra.onState?.(state)
        playback?.take(state.playback)
        paint()
      },
      onStatus(next) {
        status = next
        if (next !== 'live') view.dropAll()
        for (const extra of running) extra.onStatus?.(next)
        paint()
      },
      onOver: (why) => over('reason' in why ? why.reason : why.code),
    },
  )
  const view = createStageView(root, {
    onMove: ({ x, y }) => {
      if (model?.features.cursor_tracking)
        connection.tell('cursor:move', { x, y, ...(pages > 1 && { page }) })
    },
    onLeave: () => connection.tell('cursor:leave', {}),
    onView: (seen) => {
      if (following === null) connection.tell('view:move', { ...seen, ...(pages > 1 && { page }) })
    },
    onPlace({ x, y }) {
      draft = { x, y, page: pages > 1 || props.asset.kind === 'pdf' ? page : null, timeMs: timeNow() }
      ;[panel, answering, editing] = ['comments', null, null]
      paint()
    },
  })
  const player = () => root.querySelector<HTMLMediaElement>('#stage-box video, #stage-box audio')
  const timeNow = (): number | null => {
    const at = player()?.currentTime
    return at ? Math.round(at * 1000) : null
  }

  const change = (next: Model): void => {
    model = next
    paint()
  }
  const entries = [
    'participant:joined',
    'participant:updated',
    'participant:removed',
    'comment:created',
    'comment:updated',
    'comment:resolved',
    'comment:reopened',
    'comment:deleted',
    'recording:started',
    'recording:stopped',
    'session:updated',
    'session:ended',
  ] as const
  for (const name of entries) connection.on(name, (entry) => model && change(afterEntry(model, entry)))
  for (const name of ['presence:joined', 'presence:changed'] as const)
    connection.on(name, (participant) => model && change(withParticipant(model, participant)))
  connection.on('presence:left', (left) => {
    view.drop(left.id)
    if (following === left.id) following = null
    if (model) change(afterLeft(model, left))
  })
  connection.on('presence:followed', ({ by }) => {
    followedBy = by
    paint()
  })
  connection.on('cursor:update', (cursors) => model && view.move(cursors, model.participants, page))
  connection.on('cursor:left', ({ id }) => view.drop(id))
  connection.on('view:update', (views) => {
    const theirs = views.find(({ id }) => id === following)
    if (!theirs) return
    if (theirs.page !== undefined && theirs.page !== page) turnTo(theirs.page)
    view.goAlong(theirs)
    paint()
  })
  connection.on('playback:changed', (now) => {
    if (model) change({ ...model, playback: now })
    playback?.take(now)
  })

  /** Once: what stands in the page is there from now on. */
  const begin = (): void => {
    paint()
    const media = player()
    if (media)
      playback = sharePlayback(media, {
        mayLead: () => model?.you.role === 'host' || model?.you.role === 'collaborator',
        onSet: (to) => void attempt(() => connection.request('playback:set', to)),
        now: clock.now,
      })
    const context: ExtraContext = {
      root,
      props,
      connection,
      model: () => model!,
      tool: () => tool,
      page: () => page,
      selected: () => selected,
      setPages(count) {
        pages = count
        paint()
      },
      attempt,
      paint,
      now: clock.now,
    }
    running = extras.map((extra) => extra(context))
  }
  const turnTo = (next: number): void => {
    page = Math.min(pages, Math.max(1, next))
    view.dropAll()
    for (const extra of running) extra.onPage?.(page)
    paint()
    view.tellView()
  }

  /** What was refused is said to the person; answers whether it was done. */
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      if (trouble !== null) {
        trouble = null
        paint()
      }
      return true
    } catch (error) {
      const code = error instanceof RequestRefused ? error.code : 'internal'
      const detail = error instanceof RequestRefused ? error.message : ''
      trouble =
        code === 'rate_limited' ? w.waitAMoment : code === 'role_too_small' ? w.tooSmall : detail || w.notSent
      paint()
      return false
    }
  }
  const kept = async (ask: () => Promise<{ comment: Parameters<typeof withComment>[1] }>): Promise<boolean> =>
    attempt(async () => {
      const { comment } = await ask()
      if (model) model = withComment(model, comment)
      ;[draft, answering, editing] = [null, null, null]
      if (tool === 'comment') tool = 'look'
      paint()
    })

  const act: CollabActs = {
    tool(next) {
      ;[tool, draft] = [next, null]
      if (next === 'comment') panel = 'comments'
      paint()
    },
    panel(next) {
      panel = next
      paint()
    },
    select(id) {
      selected = id
      const comment = id === null ? undefined : model?.comments.get(id)
      if (comment) {
        panel = 'comments'
        if (comment.page !== null && comment.page !== page) turnTo(comment.page)
        if (comment.position_x !== null) view.centre(comment.position_x, comment.position_y!)
        const media = player()
        if (media && comment.timestamp !== null) media.currentTime = secondsOf(comment.timestamp)
      }
      paint()
      if (id !== null) root.querySelector(`#thread-${CSS.escape(id)}`)?.scrollIntoView({ block: 'nearest' })
    },
    async comment(content, isInternal) {
      if (sending?.content !== content) sending = { content, id: newClientId() }
      const client_id = sending.id
      const about: Omit<Payload<'comment:create'>, 'content'> = answering !== null
        ? { parent_comment_id: answering }
        : {
            ...(draft?.x != null && { position_x: draft.x, position_y: draft.y }),
            ...(draft?.page != null && { page: draft.page }),
            ...withTime(draft ? draft.timeMs : timeNow()),
            ...(isInternal && { visibility: 'internal' }),
          }
      const isTaken = await kept(() => connection.request('comment:create', { content, client_id, ...about }))
      if (isTaken) sending = undefined
      return isTaken
    },
    dropDraft() {
      ;[draft, tool] = [null, 'look']
      paint()
    },
    answer(id) {
      ;[answering, editing] = [id, null]
      paint()
    },
    edit(id) {
      ;[editing, answering] = [id, null]
      paint()
    },
    rewrite: (id, content) => kept(() => connection.request('comment:update', { id, content })),
    resolve: (id, resolved) => void kept(() => connection.request('comment:resolve', { id, resolved })),
    remove(id) {
      if (!confirm(w.removeConfirm)) return
      void attempt(async () => {
        await connection.request('comment:delete', { id })
        if (model) change(withoutComment(model, id))
      })
    },
    showResolved(shows) {
      showsResolved = shows
      paint()
    },
    follow(id) {
      following = id
      void attempt(() => connection.request('follow', { participant_id: id }))
      paint()
    },
    role: (id, role) => void attempt(() => connection.request('participant:update', { id, role })),
    mute: (id) => void attempt(() => connection.request('participant:mute', { id })),
    sendAway({ id, name }) {
      if (confirm(fill(w.sendAwayConfirm, { name: plain(name) })))
        void attempt(() => connection.request('participant:remove', { id }))
    },
    page: turnTo,
    zoom(next) {
      view.zoomTo(Math.min(8, Math.max(1, next)))
      paint()
    },
    end() {
      if (confirm(w.endConfirm)) void attempt(() => connection.request('session:end', {}))
    },
    forgetTrouble() {
      trouble = null
      paint()
    },
  }
  const withTime = (ms: number | null) => (ms === null ? {} : { timestamp: mediaTime(ms) })

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && tool !== 'look') act.dropDraft()
    const isOnStage = (event.target as Element).closest?.('#stage-scroll')
    if (event.key === 'Enter' && tool === 'comment' && !draft && isOnStage) {
      event.preventDefault()
      draft = { x: 0.5, y: 0.5, page: props.asset.kind === 'pdf' ? page : null, timeMs: timeNow() }
      paint()
    }
  }
  document.addEventListener('keydown', onKey)
  const onVisible = (): void => {
    connection.tell('presence:set', { state: document.hidden ? 'idle' : 'active' })
  }
  document.addEventListener('visibilitychange', onVisible)
  const ticking = setInterval(() => paint(), 30_000)

  function paint(): void {
    if (isOver) return
    const live: CollabLive = {
      status,
      you: model?.you ?? null,
      participants: [...(model?.participants.values() ?? [])],
      features: model?.features ?? null,
      recording: model?.recording ?? null,
      tool,
      panel,
      selected,
      answering,
      editing,
      draft,
      showsResolved,
      following,
      followedBy,
      page,
      pages,
      zoom: view.zoom(),
      trouble,
      act,
    }
    const shown = model
      ? { ...props, comments: [...model.comments.values()], expiresAt: model.expiresAt }
      : props
    render(html`<${CollabPage} ...${{ ...shown, live }} />`, root)
    for (const extra of running) extra.onPaint?.()
  }

  /** Nothing of the session stays in the page. */
  function over(why: SessionEnd | string): void {
    if (isOver) return
    isOver = true
    clearInterval(ticking)
    document.removeEventListener('keydown', onKey)
    document.removeEventListener('visibilitychange', onVisible)
    connection.close()
    playback?.close()
    for (const extra of running) extra.close?.()
    view.close()
    model = undefined
    showLast(root, w.endedTitle, html`<${CollabOver} lang=${lang} why=${why} home=${props.home} />`)
  }
}

/** Of what the service takes for one; `randomUUID` is there by https alone. */
const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

const secondsOf = (time: string): number => time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

/** `HH:MM:SS.mmm` */
const mediaTime = (ms: number): string => {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}
