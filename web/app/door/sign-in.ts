import { useState } from 'preact/hooks'
import type { MeView } from '../../../domain/accounts/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import type { Api } from '../api.ts'
import { Field, Trouble, useTask, valuesOf } from '../ui/form.ts'
import type { UiWords } from '../ui/words.ts'
import { Forgotten } from './forgotten.ts'
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
  const [registering, setRegistering] = useState(firstRun)
  const [forgot, setForgot] = useState(false)
  const { busy, refused, run } = useTask()
  const path = registering ? '/api/auth/register' : '/api/auth/login'
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => onSignedIn(await api.post<MeView>(path, { ...values, cookies: true }), registering))
  }

  if (forgot) return html`<${Forgotten} ...${{ api, w, onBack: () => setForgot(false) }} />`
  return html`<main class="door">
    <header>
      <p class="wordmark">Fleeting</p>
      <h1>${firstRun ? w.firstTitle : registering ? w.registerTitle : w.signIn}</h1>
      <p class="quiet">${firstRun ? w.firstText : w.signInText}</p>
      <div role="status">${note && html`<p class="banner">${note}</p>`}</div>
    </header>
    <form class="card" onSubmit=${submit}>
      ${
        registering &&
        html`
          <${Field} label=${w.fullName} input=${{ name: 'full_name', required: true, maxLength: 200, autoComplete: 'name' }} />
          <${Field}
            label=${html`${w.organization} <span class="quiet">(${w.optional})</span>`}
            input=${{ name: 'organization', maxLength: 200, autoComplete: 'organization' }}
          />
        `
      }
      <${Field} label=${w.email} input=${{ name: 'email', type: 'email', required: true, autoComplete: 'username' }} />
      <${Field}
        key=${registering ? 'new' : 'old'}
        label=${w.password}
        hint=${registering ? w.passwordHint : undefined}
        input=${{
          name: 'password',
          type: 'password',
          required: true,
          ...(registering && { minLength: 8 }),
          autoComplete: registering ? 'new-password' : 'current-password',
        }}
      />
      <${Trouble} refused=${refused} />
      <button class="button primary" disabled=${busy}>${registering ? w.register : w.signIn}</button>
    </form>
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
  </main>`
}
