import { render } from 'preact'
import type { SessionState } from '../../domain/sessions/schema.ts'
import { type CallActs, CallBar, type CallTile, SharedScreen } from '../pages/collab/call-bar.ts'
import { callWords } from '../pages/collab/call-words.ts'
import { html } from '../pages/html.ts'
import { plain } from '../pages/plain.ts'
import { fill } from '../pages/words.ts'
import { Call } from './call.ts'
import type { CallView } from './call-view.ts'
import type { Extra, ExtraContext } from './extras.ts'
import { whoTalks } from './who-talks.ts'

/** Voice and screens of a session: who is in the call, and what one does in it. */
export const callPanel = ({ root, props, connection, model, attempt }: ExtraContext): Extra => {
  const { lang } = props
  const w = callWords[lang]
  const talks = whoTalks(connection)
  let call: Call | undefined
  let view: CallView | undefined
  let note: string | null = null
  let spoken = ''
  /** Who was in the call when it was last drawn. */
  let known: ReadonlyMap<string, string> | undefined
  /** Screens that were put away for what is worked on. */
  const away = new Set<string>()
  let isClosed = false

  const me = () => model().you
  const hasVoice = () => model().features.voice_chat
  const mayTalk = () => me().role !== 'viewer'

  const newCall = (seatId: string): Call =>
    new Call({
      line: connection,
      seatId,
      onChange(next) {
        view = next
        paint()
      },
      onMuted() {
        note = w.mutedByHost
        paint()
      },
      onEnded() {
        note = w.callOver
        paint()
      },
    })

  const act: CallActs = {
    join() {
      note = null
      void attempt(() => call!.join())
    },
    leave() {
      note = null
      away.clear()
      void call?.leave()
    },
    mute(isMuted) {
      note = null
      void attempt(() => call!.mute(isMuted))
    },
    share(shares) {
      if (!shares) return void attempt(() => call!.stopScreen())
      void attempt(async () => {
        await call!.shareScreen().catch((error: unknown) => {
          if (!(error instanceof DOMException)) throw error // somebody who chose none has changed their mind
        })
      })
    },
    show(id) {
      away.delete(id)
      paint()
    },
  }

  const participantOf = (id: string) => model().participants.get(id)
  const tilesOf = (): CallTile[] => {
    if (!view || view.state === 'out') {
      return [...model().participants.values()].flatMap((participant) =>
        participant.in_call
          ? [
              {
                id: participant.id,
                participant,
                isMe: participant.id === me().participant_id,
                isMuted: participant.is_muted,
                isSpeaking: !participant.is_muted && talks.speaks(participant.id),
                sharesScreen: participant.shares_screen,
              },
            ]
          : [],
      )
    }
    const self = participantOf(me().participant_id)
    const own: CallTile[] = self
      ? [
          {
            id: me().seat_id,
            participant: self,
            isMe: true,
            isMuted: view.isMuted,
            isSpeaking: view.isSpeaking,
            sharesScreen: view.screen !== null,
          },
        ]
      : []
    const others = view.peers.flatMap(({ id, participantId, isMuted, isSpeaking, sharesScreen }) => {
      const participant = participantOf(participantId)
      return participant ? [{ id, participant, isMe: false, isMuted, isSpeaking, sharesScreen }] : []
    })
    return [...others, ...own]
  }

  /** Said of those who come and go, and not of those who were there before us. */
  const listen = (tiles: readonly CallTile[]): void => {
    const now = new Map(tiles.map(({ participant: { id, name } }) => [id, plain(name)]))
    if (known) {
      const came = [...now].filter(([id]) => !known!.has(id)).map(([, name]) => fill(w.joined, { name }))
      const went = [...known].filter(([id]) => !now.has(id)).map(([, name]) => fill(w.left, { name }))
      if (came.length + went.length > 0) spoken = [...came, ...went].join(' ')
    }
    known = now
  }

  const screensOf = (tiles: readonly CallTile[]) =>
    view?.state === 'in'
      ? view.peers.flatMap(({ id, screenStream }) => {
          const tile = tiles.find((one) => one.id === id)
          return screenStream && tile ? [{ tile, stream: screenStream }] : []
        })
      : []

  const place = (): HTMLElement | undefined => {
    const stage = root.querySelector<HTMLElement>('.stage')
    if (!stage) return undefined
    const known = stage.querySelector<HTMLElement>(':scope > .screen-place')
    if (known) return known
    const made = document.createElement('div')
    made.className = 'screen-place'
    stage.append(made)
    return made
  }

  const paintScreen = (screen: ReturnType<typeof screensOf>[number] | undefined): void => {
    const at = place()
    if (!at) return
    if (!screen) return void render(null, at)
    const { tile, stream } = screen
    const shown = html`<${SharedScreen}
      lang=${lang}
      name=${tile.participant.name}
      onBack=${() => {
        away.add(tile.id)
        paint()
      }}
      onFull=${() =>
        void at
          .querySelector('video')
          ?.requestFullscreen()
          .catch(() => {})}
      screen=${(video: HTMLVideoElement | null) => {
        if (!video || video.srcObject === stream) return
        video.srcObject = stream
        video.play().catch(() => {}) // until somebody touches the page
      }}
    />`
    render(shown, at)
  }

  function paint(): void {
    const bar = root.querySelector<HTMLElement>('#call-bar')
    if (!bar || isClosed) return
    if (!hasVoice()) {
      render(null, bar)
      paintScreen(undefined)
      return
    }
    const tiles = tilesOf()
    listen(tiles)
    const screens = screensOf(tiles)
    for (const id of away) if (!screens.some(({ tile }) => tile.id === id)) away.delete(id) // shown anew, it is news
    paintScreen(screens.find(({ tile }) => !away.has(tile.id)))
    const shown = html`<${CallBar}
      lang=${lang}
      state=${view?.state ?? 'out'}
      tiles=${tiles}
      mayTalk=${mayTalk()}
      mayShareScreen=${model().features.screen_sharing && 'getDisplayMedia' in (navigator.mediaDevices ?? {})}
      isMuted=${view?.isMuted ?? false}
      hasMicrophone=${view?.hasMicrophone ?? false}
      sharesScreen=${(view?.screen ?? null) !== null}
      hiddenScreens=${screens.filter(({ tile }) => away.has(tile.id)).map(({ tile }) => tile)}
      note=${note}
      spoken=${spoken}
      act=${act}
    />`
    render(shown, bar)
  }

  const onKey = (event: KeyboardEvent): void => {
    const isCommand = event.ctrlKey || event.metaKey || event.altKey || event.repeat
    if (event.key.toLowerCase() !== 'm' || isCommand || isTyping(event.target)) return
    if (view?.state === 'in' && view.hasMicrophone) act.mute(!view.isMuted)
  }
  document.addEventListener('keydown', onKey)
  talks.onChange(paint)

  return {
    onState({ you }: SessionState) {
      talks.forget()
      // One that goes on finds its new seat by itself.
      if (!call || call.view.state === 'out') call = newCall(you.seat_id)
    },
    onPaint: paint,
    close() {
      isClosed = true
      document.removeEventListener('keydown', onKey)
      talks.close()
      void call?.leave()
    },
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
