import './door.css'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { MeView } from '../../../domain/accounts/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { LanguageChoice } from '../../pages/language-choice.ts'
import type { Api } from '../api.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { useLanguage } from '../ui/lang.ts'
import type { UiWords } from '../ui/words.ts'
import { makeAccount, signIn } from './come-in.ts'
import { Forgotten } from './forgotten.ts'
import { PasswordField } from './password-field.ts'
import { PlaceChoice } from './place-choice.ts'
import type { DoorWords } from './words.ts'

interface SignInProps {
  readonly api: Api
  readonly w: DoorWords & UiWords
  readonly firstRun: boolean
  /** Why somebody who was signed in is here. */
  readonly note: string
  /** `isNew`: the account was made just now. */
  readonly onSignedIn: (me: MeView, isNew: boolean) => void
}

/** The door: sign in, or make an account; on a new server, the first one. */
export const SignIn = ({ api, w, firstRun, note, onSignedIn }: SignInProps): Node => {
  const lang = useLanguage()
  const [registering, setRegistering] = useState(firstRun)
  const [forgot, setForgot] = useState(false)
  const [email, setEmail] = useState('')
  const { busy, refused, run } = useTask()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [refused])
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => onSignedIn(await (registering ? makeAccount : signIn)(api, values), registering))
  }
  const emailFault =
    faultOf(refused, 'email') ?? (refused?.code === 'email_taken' ? refused.message : undefined)
  const passwordFault = faultOf(refused, 'password')
  const isSaidAtField = emailFault !== undefined || passwordFault !== undefined

  if (forgot) return html`<${Forgotten} ...${{ api, w, onBack: () => setForgot(false) }} />`
  return html`<main class="door">
    <header>
      <p class="wordmark">Fleeting</p>
      <h1>${firstRun ? w.firstTitle : registering ? w.registerTitle : w.signIn}</h1>
      <p class="quiet">${firstRun ? w.firstText : w.signInText}</p>
      <div role="status">${note && html`<p class="banner">${note}</p>`}</div>
    </header>
    <form class="card" ref=${form} onSubmit=${submit}>
      ${
        registering &&
        html`
          <${Field}
            label=${w.fullName}
            fault=${faultOf(refused, 'full_name')}
            input=${{ name: 'full_name', required: true, maxLength: 200, autoComplete: 'name' }}
          />
          <${Field}
            label=${html`${w.organization} <span class="quiet">(${w.optional})</span>`}
            hint=${w.organizationHint}
            fault=${faultOf(refused, 'organization')}
            input=${{ name: 'organization', maxLength: 200, autoComplete: 'organization' }}
          />
        `
      }
      <${Field}
        label=${w.email}
        fault=${emailFault}
        input=${{
          name: 'email',
          type: 'email',
          required: true,
          autoComplete: 'username',
          autoCapitalize: 'none',
          onInput: (event: Event) => setEmail((event.currentTarget as HTMLInputElement).value),
        }}
      />
      <${PasswordField}
        key=${registering ? 'new' : 'old'}
        label=${w.password}
        name="password"
        isNew=${registering}
        fault=${passwordFault}
        email=${email}
      />
      ${registering && html`<${PlaceChoice} lang=${lang} />`}
      <${Trouble} refused=${isSaidAtField ? null : refused} />
      <button class="button primary" disabled=${busy}>${registering ? w.register : w.signIn}</button>
    </form>
    <div class="door-ways">
      ${
        !registering &&
        html`<button type="button" class="link" onClick=${() => setForgot(true)}>${w.forgot}</button>`
      }
      ${
        !firstRun &&
        html`<button type="button" class="link" onClick=${() => setRegistering(!registering)}>
          ${registering ? w.haveAccount : w.noAccount}
        </button>`
      }
    </div>
    <${LanguageChoice} lang=${lang} to=${location.pathname + location.search} />
  </main>`
}
