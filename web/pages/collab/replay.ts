import { clockTime } from '../format.ts'
import { html, type Node } from '../html.ts'
import { Glyph } from '../icons.ts'
import { plain } from '../plain.ts'
import type { VisitorAsset } from '../visitor.ts'
import { fill } from '../words.ts'
import { Face } from './people.ts'
import type { CollabActs, CollabLive, CollabProps } from './props.ts'
import { QuestionDialog } from './question.ts'
import type { ReplayLive, ReplayProps } from './replay-props.ts'
import { type Speed, speeds, timeText } from './replay-time.ts'
import { replayWords } from './replay-words.ts'
import { BackToApp, SessionMenu } from './session-menu.ts'
import { Stage } from './stage.ts'
import { Threads } from './threads.ts'

/** A session that is seen again: the room as it was, with nobody able to touch it, and the time beneath. */
export const ReplayPage = (props: ReplayProps & { readonly live?: ReplayLive }): Node => {
  const { lang, title, live } = props
  const w = replayWords[lang]
  const room = roomOf(props)
  return html`<main class="collab replay">
    <${Head} ...${props} />
    ${live?.status === 'failed' && html`<p class="trouble-bar" role="alert">${w.failed} <button type="button" class="text-button" onClick=${live.act.again}>${w.again}</button></p>`}
    <div class="collab-main">
      <div class="replay-seen">
        <${Stage} props=${room} live=${live && watching(live)} lacks=${w.notShown} />
        ${live ? html`<${Controls} lang=${lang} live=${live} />` : html`<p class="quiet replay-wait only-script">${w.loading}</p>`}
      </div>
      ${live && html`<${Side} ...${{ lang, room, live }} />`}
    </div>
    <h1 class="visually-hidden">${fill(w.title, { title: plain(title) })}</h1>
    ${!live && html`<noscript><p class="banner">${w.noScript}</p></noscript>`}
    ${live?.question && html`<${QuestionDialog} lang=${lang} question=${live.question} />`}
  </main>`
}

const Head = (props: Parameters<typeof ReplayPage>[0]): Node => {
  const { lang, title, home, isOpen, mayRemove, asset, live } = props
  const w = replayWords[lang]
  const now = live?.recordings.find(({ id }) => id === live.recordingId)
  return html`<header class="collab-head">
    <${BackToApp} lang=${lang} isMember />
    <div class="collab-name">
      <p class="eyebrow">${w.eyebrow}</p>
      <p class="collab-title"><bdi>${plain(title)}</bdi></p>
      <p class="quiet status" role="status">${live?.status === 'loading' ? w.loading : live && !now ? w.logOnly : now?.is_truncated ? w.truncated : ''}</p>
    </div>
    <div class="faces" aria-hidden="true">${live?.here.slice(0, 6).map((one) => html`<${Face} key=${one.id} participant=${one} />`)}</div>
    ${live && live.recordings.length > 0 && html`<${Recordings} lang=${lang} live=${live} />`}
    ${isOpen && html`<a class="button replay-back" href=${home}>${w.back}</a>`}
    <${SessionMenu} lang=${lang} here=${asset.page}>
      ${mayRemove && now && html`<button type="button" class="danger" onClick=${live!.act.remove}><${Glyph} name="trash" />${w.remove}</button>`}
    </${SessionMenu}>
  </header>`
}

const Recordings = ({ lang, live }: { lang: ReplayProps['lang']; live: ReplayLive }): Node => {
  const w = replayWords[lang]
  return html`<label class="role-of">
    <span class="visually-hidden">${w.recordings}</span>
    <select
      value=${live.recordingId}
      onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) => live.act.choose(currentTarget.value)}
    >
      ${live.recordings.map(
        ({ id, started_at, stopped_at, duration_ms }) =>
          html`<option value=${id} selected=${id === live.recordingId}>${clockTime(lang, Date.parse(started_at), 0)} · ${stopped_at ? timeText(duration_ms) : w.stillRunning}</option>`,
      )}
    </select>
  </label>`
}

const Controls = ({ lang, live }: { lang: ReplayProps['lang']; live: ReplayLive }): Node => {
  const w = replayWords[lang]
  const { t, durationMs, isPlaying, speed, skipsIdle, chapters, act } = live
  const [at, whole] = [timeText(t, durationMs), timeText(durationMs)]
  return html`<div class="replay-bar" role="group" aria-label=${w.controls}>
    <div class="replay-scrub">
      <input
        type="range"
        min="0"
        max=${Math.max(1, durationMs)}
        step="100"
        value=${Math.round(t)}
        aria-label=${w.position}
        aria-valuetext=${fill(w.positionOf, { at, whole })}
        onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => act.seek(Number(currentTarget.value))}
        onKeyDown=${(event: KeyboardEvent) => onScrubKey(event, live)}
      />
      <div class="replay-ticks" aria-hidden="true">
        ${chapters.map(
          (one) =>
            html`<span key=${one.comment_id} style=${{ left: `${(one.t / Math.max(1, durationMs)) * 100}%` }}></span>`,
        )}
      </div>
    </div>
    <div class="replay-acts">
      <button type="button" class="button primary" aria-keyshortcuts="Space" title=${w.playKey} onClick=${() => act.play(!isPlaying)}>
        <${Glyph} name=${isPlaying ? 'pause' : 'play'} />${isPlaying ? w.pause : w.play}
      </button>
      <span class="replay-time">${at} / ${whole}</span>
      <label class="role-of">
        <span class="visually-hidden">${w.speed}</span>
        <select onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) => act.speed(Number(currentTarget.value) as Speed)}>
          ${speeds.map((one) => html`<option value=${one} selected=${one === speed}>${one}×</option>`)}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked=${skipsIdle}
          onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => act.skipIdle(currentTarget.checked)}
        />
        ${w.skipIdle}
      </label>
    </div>
  </div>`
}

/** The browser's own steps of the bar are tenths of a second; people go by seconds. */
const onScrubKey = (event: KeyboardEvent, { t, act }: ReplayLive): void => {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 5_000,
    ArrowUp: 5_000,
    ArrowLeft: -5_000,
    ArrowDown: -5_000,
    PageUp: 30_000,
    PageDown: -30_000,
  }
  const step = steps[event.key]
  if (step === undefined) return
  event.preventDefault()
  act.seek(t + step)
}

const Side = ({
  lang,
  room,
  live,
}: {
  lang: ReplayProps['lang']
  room: CollabProps
  live: ReplayLive
}): Node => {
  const w = replayWords[lang]
  const { chapters, t, notes, act } = live
  const current = chapters.findLast((one) => one.t <= t)
  return html`<section class="side">
    <div class="panel">
      <h2>${w.chapters}</h2>
      ${chapters.length === 0 && html`<p class="quiet">${w.noChapters}</p>`}
      <ol class="chapters">
        ${chapters.map(
          (one) => html`<li key=${one.comment_id}>
            <button type="button" aria-current=${one === current ? 'true' : undefined} onClick=${() => act.seek(one.t)}>
              <span class="quiet">${timeText(one.t, live.durationMs)}</span> <bdi>${plain(one.title)}</bdi>
            </button>
          </li>`,
        )}
      </ol>
      <h2>${w.comments}</h2>
      <${Threads} props=${room} live=${watching(live)} now=${Date.parse(room.serverTime)} />
      ${notes && html`<h2>${w.notes}</h2><p class="replay-notes">${plainNotes(notes)}</p>`}
    </div>
  </section>`
}

/** Notes are lines; nothing in them turns the direction of what stands around them. */
const plainNotes = (notes: string): string => notes.split('\n').map(plain).join('\n')

const roomOf = ({ live, ...props }: ReplayProps & { readonly live?: ReplayLive }): CollabProps => ({
  ...props,
  asset: live?.status === 'ready' && live.recordings.length === 0 ? unseen(props.asset) : props.asset,
  comments: (live?.comments ?? []).map((one) => ({ ...one, is_mine: false })), // nothing is to be done with them
  expiresAt: props.serverTime,
  token: null,
  isMember: true,
  commentAction: null,
  attempt: null,
})

/** The file goes with the last recording of it. */
const unseen = (asset: VisitorAsset): VisitorAsset => ({ ...asset, preview: null, thumbnail: null })

const nothing = (): void => {}
const refused = async (): Promise<boolean> => false

/** The room as somebody sees it who may change nothing in it. */
const watching = (live: ReplayLive): CollabLive => {
  const { select, zoom, page } = live.act
  const act: CollabActs = {
    ...{ select, zoom, page, comment: refused, rewrite: refused },
    tool: nothing,
    panel: nothing,
    dropDraft: nothing,
    answer: nothing,
    edit: nothing,
    resolve: nothing,
    remove: nothing,
    showResolved: nothing,
    follow: nothing,
    role: nothing,
    mute: nothing,
    sendAway: nothing,
    end: nothing,
    forgetTrouble: nothing,
  }
  return {
    status: 'live',
    you: null,
    participants: live.here,
    features: null,
    recording: null,
    tool: 'look',
    panel: 'comments',
    selected: live.selected,
    answering: null,
    editing: null,
    draft: null,
    showsResolved: true,
    following: null,
    followedBy: [],
    page: live.page,
    pages: live.pages,
    zoom: live.zoom,
    question: null,
    trouble: null,
    act,
  }
}
