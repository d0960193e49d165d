import { render } from 'preact'
import { createApi } from '../app/api.ts'
import { ReplayPage } from '../pages/collab/replay.ts'
import type { ReplayActs, ReplayLive, ReplayProps } from '../pages/collab/replay-props.ts'
import { replayWords } from '../pages/collab/replay-words.ts'
import { html } from '../pages/html.ts'
import { asking } from './asking.ts'
import type { Extra } from './extras.ts'
import { pdfPages } from './pdf-pages.ts'
import { type Ahead, goOn, type ReplayTime } from './replay-clock.ts'
import { ReplayDocument } from './replay-document.ts'
import { type LoadedReplay, loadReplay } from './replay-load.ts'
import { followMedium } from './replay-medium.ts'
import { createShapeLayers } from './shape-layers.ts'
import { type DrawnShape, readShape } from './shapes.ts'
import { createStageView } from './stage-view.ts'

/** The next part is fetched when so much of what is known is left, as the watcher sees it. */
const aheadMs = 30_000
/** What stands around the medium is drawn anew this often while time passes. */
const drawnEveryMs = 200

/** A session seen again, by one person alone. */
export const replay = (root: HTMLElement, props: ReplayProps): void => {
  const { lang, sessionId } = props
  const w = replayWords[lang]
  const path = `/api/v3/collaboration/sessions/${sessionId}/recording`
  const api = createApi({
    lang,
    unreachable: w.failed,
    onSignedOut: () => location.assign(`/?next=${encodeURIComponent(location.pathname)}`),
  })
  const time: ReplayTime = { t: 0, isPlaying: false, speed: 1, skipsIdle: true }
  let loaded: LoadedReplay | undefined
  let status: ReplayLive['status'] = 'loading'
  let wanted: string | undefined
  let selected: string | null = null
  let [page, pages] = [1, 1]
  /** The page that they looked at then, as far as we have gone along. */
  let theirPage: number | null = null
  let question: ReplayLive['question'] = null
  let document_ = new ReplayDocument()
  let [lastFrame, lastPaint] = [0, 0]
  let pdf: Extra = {}
  const ignore = (): void => {}
  const view = createStageView(root, { onMove: ignore, onLeave: ignore, onView: ignore, onPlace: ignore })
  const layers = createShapeLayers(root)

  const people = () => new Map(loaded?.view.participants.map((one) => [one.id, one]))
  const durationMs = () => loaded?.view.duration_ms ?? 0
  const ahead = (): Ahead => ({
    durationMs: durationMs(),
    knownUntil: loaded?.knownUntil() ?? 0,
    nextAfter: (t) => loaded?.timeline.nextAfter(t),
    playbackAt: (t) => loaded?.timeline.at(t).playback ?? null,
  })

  const load = async (recordingId?: string): Promise<void> => {
    ;[status, wanted, loaded] = ['loading', recordingId, undefined]
    Object.assign(time, { t: 0, isPlaying: false })
    paint()
    try {
      const next = await loadReplay(api, sessionId, recordingId)
      if (wanted !== recordingId) return // another was chosen meanwhile
      loaded = next
      status = 'ready'
      document_.close()
      document_ = new ReplayDocument()
      selected = null
      ;[page, theirPage] = [1, null]
    } catch {
      status = 'failed'
    }
    show()
  }
  const loadMore = async (replay: LoadedReplay): Promise<void> => {
    try {
      await replay.more()
      if (status === 'failed' && loaded === replay) status = 'ready'
    } catch {
      if (loaded === replay) [status, time.isPlaying] = ['failed', false]
    }
    if (loaded === replay) show()
  }
  /** Everything before `t` is there, or on its way. */
  const keepAhead = (t: number): void => {
    if (!loaded || status === 'failed') return
    if (loaded.knownUntil() - t < aheadMs * time.speed) void loadMore(loaded)
  }

  const ask = asking((next) => {
    question = next
    paint()
  })
  const remove = async (id: string): Promise<void> => {
    try {
      await api.get('/api/auth/me/') // what a change is allowed by is told with it
      await api.delete(`${path}/${id}`)
    } catch {
      status = 'failed'
      return paint()
    }
    await load()
  }

  const act: ReplayActs = {
    choose: (id) => void load(id),
    remove() {
      const id = loaded?.view.recording_id
      if (id) ask(w.removeConfirm, w.remove, () => void remove(id))
    },
    play(isPlaying) {
      if (isPlaying && time.t >= durationMs()) time.t = 0
      time.isPlaying = isPlaying
      lastFrame = performance.now()
      show()
    },
    seek(t) {
      time.t = Math.min(durationMs(), Math.max(0, t))
      show()
    },
    speed(speed) {
      time.speed = speed
      paint()
    },
    skipIdle(skips) {
      time.skipsIdle = skips
      paint()
    },
    select(id) {
      selected = id
      const comment = id === null ? undefined : now()?.comments.get(id)
      if (comment?.page != null) act.page(comment.page)
      if (comment && comment.position_x !== null) view.centre(comment.position_x, comment.position_y!)
      show()
      if (id !== null) root.querySelector(`#thread-${CSS.escape(id)}`)?.scrollIntoView({ block: 'nearest' })
    },
    zoom(next) {
      view.zoomTo(Math.min(8, Math.max(1, next)))
      paint()
    },
    page(next) {
      page = Math.min(pages, Math.max(1, next))
      pdf.onPage?.(page)
      show()
    },
    again: () => void (loaded ? loadMore(loaded) : load(wanted)),
  }

  const now = () => loaded?.timeline.at(Math.min(time.t, loaded.knownUntil()))
  const docNow = () => {
    const state = now()
    if (!loaded || !state) return undefined
    document_.updates = loaded.timeline.updates
    return document_.at(state.documents)
  }

  /** What lies on the medium: drawn at each frame. */
  const showMoving = (): void => {
    const state = now()
    if (!state) return
    if (state.page !== theirPage) {
      theirPage = state.page
      act.page(theirPage ?? 1)
    }
    view.move([...state.cursors.values()], people(), page)
    for (const id of people().keys()) if (!state.cursors.has(id)) view.drop(id)
    const player = root.querySelector<HTMLMediaElement>('#stage-box video, #stage-box audio')
    if (player) followMedium(player, state.playback, time.t, time)
  }
  const showDrawings = (): void => {
    const shapes = [...(docNow()?.getMap('drawings').entries() ?? [])]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, value]) => readShape(value) ?? [])
      .filter((shape: DrawnShape) => shape.page === null || shape.page === page)
    layers.show('drawn', { shapes })
    const comment = selected === null ? undefined : now()?.comments.get(selected)
    layers.show('of-comment', { shapes: comment?.drawing ?? [] })
  }

  function paint(): void {
    lastPaint = performance.now()
    const state = now()
    const known = people()
    const live: ReplayLive = {
      recordings: loaded?.view.recordings ?? [],
      recordingId: loaded?.view.recording_id ?? null,
      durationMs: durationMs(),
      chapters: loaded?.view.chapters ?? [],
      ...time,
      status: loaded && time.t >= loaded.knownUntil() && status === 'ready' ? 'loading' : status,
      here: [...(state?.here ?? [])].flatMap((id) => known.get(id) ?? []),
      comments: [...(state?.comments.values() ?? [])],
      notes: docNow()?.getText('notes').toString() ?? '',
      selected,
      zoom: view.zoom(),
      page,
      pages,
      question,
      act,
    }
    render(html`<${ReplayPage} ...${{ ...props, live }} />`, root)
    layers.attach()
    showDrawings()
  }
  function show(): void {
    keepAhead(time.t)
    paint()
    showMoving()
  }

  const frame = (at: number): void => {
    if (time.isPlaying && loaded) {
      goOn(time, Math.max(0, at - lastFrame), ahead())
      keepAhead(time.t)
      if (!time.isPlaying || at - lastPaint > drawnEveryMs) paint()
      showMoving()
    }
    lastFrame = at
    requestAnimationFrame(frame)
  }
  document.addEventListener('keydown', (event) => {
    const isCommand = event.ctrlKey || event.metaKey || event.altKey
    if (
      event.key !== ' ' ||
      isCommand ||
      (event.target as Element).closest('button, a, select, input, textarea')
    )
      return
    event.preventDefault()
    act.play(!time.isPlaying)
  })
  requestAnimationFrame(frame)
  void load()
  pdf = pdfPages({
    ...{ root, props },
    page: () => page,
    setPages(count) {
      ;[pages, theirPage] = [count, null]
      show()
    },
  })
}
