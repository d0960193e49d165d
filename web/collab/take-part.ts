import { render } from 'preact'
import { createApi } from '../app/api.ts'
import { createClock } from '../live/clock.ts'
import { CollabOver, lastWords } from '../pages/collab/over.ts'
import type { CollabProps, Draft } from '../pages/collab/props.ts'
import { CollabPage } from '../pages/collab/room.ts'
import { collabWords } from '../pages/collab/words.ts'
import { html } from '../pages/html.ts'
import { showLast } from '../pages/live-page.ts'
import { createActs } from './acts.ts'
import { asking } from './asking.ts'
import { openSession, RequestRefused, type SessionEnd } from './connection.ts'
import { type Extra, type ExtraContext, extras } from './extras.ts'
import { listen } from './listening.ts'
import { modelOf } from './model.ts'
import { mayLead, newPageState, shownAs } from './page-state.ts'
import { type SharedPlayback, sharePlayback } from './shared-playback.ts'
import { createStageView } from './stage-view.ts'
import { keepUnsent } from './unsent.ts'

/** Everything a participant sees and does, from the first connection to the last word. */
export const takePart = (root: HTMLElement, props: CollabProps): void => {
  const { lang, asset } = props
  const w = collabWords[lang]
  const clock = createClock(props.serverTime)
  const api = createApi({ lang, unreachable: w.notSent, onSignedOut: () => over('signed_out') })
  const state = newPageState()
  let isOver = false
  let playback: SharedPlayback | undefined
  let running: readonly Extra[] = []
  /** The comment that a notification has led to. */
  let wanted = new URLSearchParams(location.search).get('comment')

  const connection = openSession(
    {
      auth: () => ({ session_id: props.sessionId, ...(props.token !== null && { token: props.token }) }),
      withCookies: true,
      onStale: async () => (await api.renew()) === 'renewed',
    },
    {
      onState(told) {
        clock.set(told.server_time)
        state.model = modelOf(told)
        view.dropAll()
        if (running.length === 0) begin()
        for (const extra of running) extra.onState?.(told)
        playback?.take(told.playback)
        paint()
        if (wanted !== null) act.select(wanted)
        wanted = null
        if (state.following !== null) act.follow(state.following)
      },
      onStatus(next) {
        state.status = next
        if (next !== 'live') view.dropAll()
        for (const extra of running) extra.onStatus?.(next)
        paint()
      },
      onOver: (why) => over('reason' in why ? why.reason : why.code),
    },
  )
  const pageNow = () => (state.pages > 1 || asset.kind === 'pdf' ? state.page : null)
  const withPage = () => (state.pages > 1 ? { page: state.page } : {})
  const comment = (x: number, y: number, drawing: Draft['drawing'] = null): void => {
    const draft: Draft = { x, y, page: pageNow(), timeMs: timeNow(), drawing }
    const tool = drawing ? 'look' : state.tool
    Object.assign(state, { draft, tool, panel: 'comments', answering: null, editing: null })
    paint()
  }
  const view = createStageView(root, {
    onMove({ x, y }) {
      if (state.model?.features.cursor_tracking) connection.tell('cursor:move', { x, y, ...withPage() })
    },
    onLeave: () => connection.tell('cursor:leave', {}),
    onView(seen) {
      if (state.following === null) connection.tell('view:move', { ...seen, ...withPage() })
    },
    onPlace: ({ x, y }) => comment(x, y),
  })
  const player = () => root.querySelector<HTMLMediaElement>('#stage-box video, #stage-box audio')
  const timeNow = (): number | null => {
    const at = player()?.currentTime
    return at ? Math.round(at * 1000) : null
  }
  const turnTo = (next: number): void => {
    state.page = Math.min(state.pages, Math.max(1, next))
    view.dropAll()
    for (const extra of running) extra.onPage?.(state.page)
    paint()
    view.tellView()
  }

  /** What was refused is said to the person; answers whether it was done. */
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    const say = (trouble: string | null): void => {
      if (state.trouble === trouble) return
      state.trouble = trouble
      paint()
    }
    try {
      await act()
      say(null)
      return true
    } catch (error) {
      const { code, message } = error instanceof RequestRefused ? error : { code: 'internal', message: '' }
      if (code === 'rate_limited') say(w.waitAMoment)
      else say(code === 'role_too_small' ? w.tooSmall : message || w.notSent)
      return false
    }
  }
  const act = createActs({
    ...{ state, connection, view, w, timeNow, turnTo, attempt, paint },
    jumpTo(seconds) {
      const media = player()
      if (media) media.currentTime = seconds
    },
    reveal: ({ id }) => root.querySelector(`#thread-${CSS.escape(id)}`)?.scrollIntoView({ block: 'nearest' }),
  })
  listen({ state, connection, view, turnTo, onPlayback: (now) => playback?.take(now), paint })

  /** Once: what stands in the page is there from now on. */
  const begin = (): void => {
    paint()
    const media = player()
    if (media)
      playback = sharePlayback(media, {
        mayLead: () => mayLead(state),
        onSet: (to) => attempt(() => connection.request('playback:set', to)),
        now: clock.now,
      })
    const context: ExtraContext = {
      ...{ root, props, connection, attempt, comment, paint, now: clock.now },
      model: () => state.model!,
      tool: () => state.tool,
      page: () => state.page,
      leave: () => over('left'),
      ask: asking((question) => {
        state.question = question
        paint()
      }),
      selected: () => state.selected,
      setPages(count) {
        state.pages = count
        paint()
      },
    }
    running = extras.map((extra) => extra(context))
  }

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && state.tool !== 'look' && !state.question) act.dropDraft()
    const isOnStage = (event.target as Element).id === 'stage-scroll'
    if (event.key === 'Enter' && state.tool === 'comment' && !state.draft && isOnStage) {
      event.preventDefault()
      comment(...view.middle())
    }
  }
  document.addEventListener('keydown', onKey)
  const onVisible = (): void => {
    connection.tell('presence:set', { state: document.hidden ? 'idle' : 'active' })
  }
  document.addEventListener('visibilitychange', onVisible)
  const forget = keepUnsent(root)
  const ticking = setInterval(() => paint(), 30_000)

  function paint(): void {
    if (isOver) return
    render(html`<${CollabPage} ...${shownAs(props, state, view.zoom(), act)} />`, root)
    for (const extra of running) extra.onPaint?.()
  }

  /** Nothing of the session stays in the page. */
  function over(why: SessionEnd | string): void {
    if (isOver) return
    isOver = true
    clearInterval(ticking)
    forget()
    document.removeEventListener('keydown', onKey)
    document.removeEventListener('visibilitychange', onVisible)
    connection.close()
    playback?.close()
    for (const extra of running) extra.close?.()
    view.close()
    state.model = undefined
    showLast(
      root,
      lastWords(why, w)[0],
      html`<${CollabOver} lang=${lang} why=${why} home=${props.home} isMember=${props.isMember && why !== 'signed_out'} />`,
    )
  }
}
