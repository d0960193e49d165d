import type { Language } from '../../../domain/problem.ts'
import type { ParticipantView } from '../../../domain/sessions/schema.ts'
import { html, type Node } from '../html.ts'
import { Glyph } from '../icons.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { callWords } from './call-words.ts'
import { Face } from './people.ts'

/** Somebody in the call; `id` is a connection where we are in it ourselves, and a participant otherwise. */
export interface CallTile {
  readonly id: string
  readonly participant: ParticipantView
  readonly isMe: boolean
  readonly isMuted: boolean
  readonly isSpeaking: boolean
  readonly sharesScreen: boolean
}

export interface CallBarProps {
  readonly lang: Language
  readonly state: 'out' | 'joining' | 'in'
  readonly tiles: readonly CallTile[]
  /** Viewers look on. */
  readonly mayTalk: boolean
  readonly mayShareScreen: boolean
  readonly isMuted: boolean
  readonly hasMicrophone: boolean
  readonly sharesScreen: boolean
  /** A screen that could be looked at, and is not: whose. */
  readonly hiddenScreens: readonly CallTile[]
  /** Said once, for eyes and screen readers alike. */
  readonly note: string | null
  /** Who came and went. */
  readonly spoken: string
  readonly act: CallActs
}

export interface CallActs {
  readonly join: () => void
  readonly leave: () => void
  readonly mute: (isMuted: boolean) => void
  readonly share: (shares: boolean) => void
  readonly show: (seatId: string) => void
}

/** The call, as everybody in the session sees it. It takes no more room than a button until somebody is in it. */
export const CallBar = (props: CallBarProps): Node => {
  const { lang, state, tiles, mayTalk, hasMicrophone, sharesScreen, note, spoken } = props
  const w = callWords[lang]
  return html`<section class=${`call call-${state}${tiles.length > 0 ? ' call-on' : ''}`} aria-label=${w.call}>
    ${
      tiles.length > 0 &&
      html`<ul class="call-tiles" aria-label=${w.inCall}>
        ${tiles.map((tile) => html`<li key=${tile.id}><${Tile} tile=${tile} lang=${lang} /></li>`)}
      </ul>`
    }
    <${Buttons} ...${props} />
    <p class="visually-hidden" role="status">${spoken}</p>
    <div class="call-notes" role="status">
      ${note && html`<p>${note}</p>`}
      ${state === 'in' && !hasMicrophone && html`<p>${w.listening}</p>`}
      ${state === 'in' && sharesScreen && html`<p>${w.youShare}</p>`}
      ${!mayTalk && tiles.length > 0 && html`<p>${w.viewerHint}</p>`}
    </div>
  </section>`
}

const Tile = ({ tile, lang }: { tile: CallTile; lang: Language }): Node => {
  const w = callWords[lang]
  const { participant, isMe, isMuted, isSpeaking, sharesScreen } = tile
  const name = plain(participant.name)
  return html`<div class=${`call-tile${isSpeaking ? ' speaking' : ''}`}>
    <span class="call-face">
      <${Face} participant=${participant} />
      ${isMuted && html`<span class="call-muted"><${Glyph} name="microphone-off" /></span>`}
    </span>
    <bdi class="call-name">${name}</bdi>
    ${isMe && html` <span class="quiet">(${w.you})</span>`}
    ${sharesScreen && html`<${Glyph} name="screen" />`}
    <span class="visually-hidden">${[isMuted && w.muted, isSpeaking && w.speaks, sharesScreen && w.sharing].filter(Boolean).join(', ')}</span>
  </div>`
}

const Buttons = (props: CallBarProps): Node | null => {
  const { lang, state, mayTalk, mayShareScreen, isMuted, hasMicrophone, sharesScreen, hiddenScreens, act } =
    props
  const w = callWords[lang]
  if (!mayTalk) return null
  if (state !== 'in')
    return html`<button type="button" class="button" disabled=${state === 'joining'} onClick=${act.join}>
      <${Glyph} name="microphone" />${state === 'joining' ? w.joining : w.join}
    </button>`
  return html`<div class="call-acts" role="group" aria-label=${w.call}>
    ${
      hasMicrophone &&
      html`<button
        type="button"
        class="button"
        aria-pressed=${isMuted}
        aria-keyshortcuts="m"
        title=${w.muteKey}
        onClick=${() => act.mute(!isMuted)}
      ><${Glyph} name=${isMuted ? 'microphone-off' : 'microphone'} /><span class="call-label">${w.mute}</span></button>`
    }
    ${
      mayShareScreen &&
      html`<button type="button" class="button" aria-pressed=${sharesScreen} title=${w.shareScreen} onClick=${() => act.share(!sharesScreen)}>
        <${Glyph} name="screen" /><span class="call-label">${w.shareScreen}</span>
      </button>`
    }
    ${hiddenScreens.map(
      ({
        id,
        participant,
      }) => html`<button key=${id} type="button" class="button" onClick=${() => act.show(id)}>
        <${Glyph} name="eye" />${fill(w.show, { name: plain(participant.name) })}
      </button>`,
    )}
    <button type="button" class="button danger" title=${w.leave} onClick=${act.leave}><${Glyph} name="hang-up" /><span class="call-label">${w.leave}</span></button>
  </div>`
}

export interface SharedScreenProps {
  readonly lang: Language
  readonly name: string
  readonly onBack: () => void
  readonly onFull: () => void
  /** Gets the element that shows it. */
  readonly screen: (video: HTMLVideoElement | null) => void
}

/** Somebody's screen, in the place of what is worked on. */
export const SharedScreen = ({ lang, name, onBack, onFull, screen }: SharedScreenProps): Node => {
  const w = callWords[lang]
  const title = fill(w.screenOf, { name: plain(name) })
  return html`<div class="shared-screen">
    <div class="shared-screen-head">
      <p class="grow"><${Glyph} name="screen" /> <bdi>${title}</bdi></p>
      <button type="button" class="button" title=${w.fullscreen} onClick=${onFull}><${Glyph} name="fit" /><span class="call-label">${w.fullscreen}</span></button>
      <button type="button" class="button primary" onClick=${onBack}>${w.back}</button>
    </div>
    <video ref=${screen} autoplay playsinline aria-label=${title}></video>
  </div>`
}
