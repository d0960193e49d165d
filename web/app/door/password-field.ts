import { useId, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { useLanguage } from '../ui/lang.ts'
import { strengthOf } from './strength.ts'
import { doorWords } from './words.ts'

interface PasswordFieldProps {
  readonly label: string
  readonly name: string
  /** A new one is typed with a hint of how good it is; a known one is filled in by the browser. */
  readonly isNew: boolean
  readonly fault?: string | undefined
  /** Whoever signs up with it: a password that says the same is weak. */
  readonly email?: string
}

/** A password that can be looked at while it is typed, with a word when capitals are locked. */
export const PasswordField = ({ label, name, isNew, fault, email }: PasswordFieldProps): Node => {
  const w = doorWords[useLanguage()]
  const id = useId()
  const [isShown, show] = useState(false)
  const [isLocked, setLocked] = useState(false)
  const [typed, setTyped] = useState('')
  const strength = strengthOf(typed, email)
  const about = [isNew && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const look = (event: KeyboardEvent) => setLocked(event.getModifierState?.('CapsLock') ?? false)
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="password-line">
      <input
        id=${id}
        name=${name}
        type=${isShown ? 'text' : 'password'}
        required
        minlength=${isNew ? 8 : undefined}
        maxlength=${isNew ? 200 : undefined}
        autocomplete=${isNew ? 'new-password' : 'current-password'}
        autocapitalize="none"
        spellcheck=${false}
        aria-describedby=${about}
        aria-invalid=${fault ? 'true' : undefined}
        onInput=${(event: Event) => setTyped((event.currentTarget as HTMLInputElement).value)}
        onKeyDown=${look}
        onKeyUp=${look}
        onBlur=${() => setLocked(false)}
      />
      <button type="button" class="button" aria-controls=${id} onClick=${() => show(!isShown)}>${isShown ? w.hide : w.show}</button>
    </div>
    ${
      isNew &&
      html`<span class=${`hint strength ${typed ? strength : ''}`} id=${`${id}-hint`}>
        <span class="strength-bar" aria-hidden="true"></span>
        <span aria-live="polite">${typed && strength !== 'short' ? w[strength] : w.passwordHint}</span>
      </span>`
    }
    <span class="hint" aria-live="polite">${isLocked && w.capsLock}</span>
    ${fault && html`<span class="fault" role="alert" id=${`${id}-fault`}>${fault}</span>`}
  </div>`
}
