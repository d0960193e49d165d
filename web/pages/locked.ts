import { useEffect, useState } from 'preact/hooks'
import { clockTime, duration, relative } from './format.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { LanguageChoice } from './language-choice.ts'
import { useNow } from './time-left.ts'
import type { LockedProps, LockedReason } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill, words } from './words.ts'

/** The door of a link. It tells what opens it, and nothing of what is behind. */
export const LockedPage = (props: LockedProps): Node => {
  const { lang, home, isEmbedded, serverTime, retryAfterS } = props
  const w = visitorWords[lang]
  const running = useNow(serverTime)
  const now = running ?? Date.parse(serverTime)
  const wait = Date.parse(serverTime) + (retryAfterS ?? 0) * 1000 - now
  // After the pause there is a form again, without a way to the server and back.
  const reason = props.reason === 'too_many' && running !== null && wait <= 0 ? 'password' : props.reason
  const asks = reason === 'password' || reason === 'wrong_password'

  return html`<main class=${`last locked locked-${reason}`}>
    <svg class="last-mark" viewBox="0 0 160 160" aria-hidden="true" focusable="false">
      <circle class="last-ring" cx="80" cy="80" r="62" pathLength="60" />
      <path class="last-line" d=${marks[reason]} />
    </svg>
    <h1>${w[`${reason}Title`]}</h1>
    ${reason !== 'wrong_password' && html`<p class="last-text">${w[`${reason}Text`]}</p>`}
    ${
      reason === 'too_many' &&
      html`<p class="last-text">${retryAfterS !== null && fill(words[lang].retryIn, { when: relative(lang, Math.max(1000, wait)) })}</p>
        <p><a class="button primary" href=${home}>${words[lang].retry}</a></p>`
    }
    ${reason === 'not_started' && html`<${Opening} ...${props} now=${running} />`}
    ${reason === 'sign_in' && !isEmbedded && html`<${ToSignIn} ...${props} />`}
    ${asks && !isEmbedded && html`<${PasswordForm} ...${props} isWrong=${reason === 'wrong_password'} />`}
    ${
      isEmbedded &&
      (asks || reason === 'sign_in') &&
      html`<p><a class="button primary" href=${home} target="_blank" rel="noopener"><${Glyph} name="out" />${words[lang].openPage}</a></p>`
    }
    ${!isEmbedded && html`<${LanguageChoice} lang=${lang} to=${home} />`}
  </main>`
}

/** Accounts open by their script alone; whoever has none is told before they go there. */
const ToSignIn = ({ lang, home }: LockedProps): Node => {
  const w = visitorWords[lang]
  return html`<p><a class="button primary" href=${`/?next=${encodeURIComponent(home)}`}>${w.signIn}</a></p>
    <noscript><p class="last-text">${w.signInNeedsScript}</p></noscript>` as Node
}

const keyhole = 'M60 76v-12a20 20 0 0 1 40 0v12M54 76h52v36H54zM80 90v9'
const clock = 'M80 80V46M80 80l22 14'
const marks: Readonly<Record<LockedReason, string>> = {
  password: keyhole,
  wrong_password: keyhole,
  too_many: 'M68 60v40M92 60v40',
  sign_in: 'M80 50a16 16 0 1 1 0 32 16 16 0 0 1 0-32ZM50 112a30 24 0 0 1 60 0',
  not_started: clock,
}

/** A plain form: it works before any script, and the password travels in its body only. */
const PasswordForm = ({ lang, home, isWrong }: LockedProps & { isWrong: boolean }): Node => {
  const w = visitorWords[lang]
  const [isScripted, setScripted] = useState(false)
  const [isShown, setShown] = useState(false)
  useEffect(() => setScripted(true), [])
  return html`<form class="unlock" method="post" action=${`${home}unlock`}>
    <label for="password">${w.password}</label>
    <div class="unlock-line">
      <input
        id="password"
        name="password"
        type=${isShown ? 'text' : 'password'}
        required
        autofocus
        maxlength="200"
        autocomplete="off"
        autocapitalize="none"
        spellcheck=${false}
        aria-invalid=${isWrong ? 'true' : undefined}
        aria-describedby=${isWrong ? 'wrong' : undefined}
      />
      ${
        isScripted &&
        html`<button
          type="button"
          class="button small"
          aria-pressed=${String(isShown)}
          aria-label=${w.showPassword}
          onClick=${() => setShown(!isShown)}
        >
          <${Glyph} name="eye" />
        </button>`
      }
    </div>
    <p id="wrong" role="alert" class="trouble-text">${isWrong && w.wrong_passwordText}</p>
    <button class="button primary">${w.unlock}</button>
  </form>`
}

/** After its start the server is given this long before it is asked again. */
const grace = 1500

const Opening = ({ lang, startsAt, serverTime, home, now }: LockedProps & { now: number | null }): Node => {
  const w = visitorWords[lang]
  const starts = startsAt === null ? null : Date.parse(startsAt)
  const isOpen = now !== null && starts !== null && now > starts + grace
  useEffect(() => {
    if (isOpen) location.replace(home)
  }, [isOpen])
  if (starts === null) return html`<p></p>`
  const time = clockTime(lang, starts, now ?? Date.parse(serverTime), now === null ? 'UTC' : undefined)
  return html`<p class="last-text"><time datetime=${startsAt}>${fill(w.opensAt, { time })}</time></p>
    <p class="fact-value" role="timer" aria-live="off">
      ${now !== null && fill(w.opensIn, { duration: duration(lang, starts - now) })}
    </p>
    ${now === null && html`<noscript><p><a class="button" href=${home}>${words[lang].retry}</a></p></noscript>`}` as Node
}
