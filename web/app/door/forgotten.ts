import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import type { Api } from '../api.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { PasswordField } from './password-field.ts'
import type { DoorWords } from './words.ts'

/** What a mailed link brings behind its #, which no server has seen. */
export const resetCodeIn = (hash: string): string | null => /^#reset=([\w-]{1,200})$/.exec(hash)?.[1] ?? null

interface DoorProps {
  readonly api: Api
  readonly w: DoorWords
  readonly onBack: () => void
}

/** Asks for a mail. Whether the address has an account is not for the page to know. */
export const Forgotten = ({ api, w, onBack }: DoorProps): Node => {
  const [isSent, setSent] = useState(false)
  const { busy, refused, run } = useTask()
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => {
      await api.post('/api/auth/password/forgot', values)
      setSent(true)
    })
  }
  return html`<main class="door">
    <header>
      <p class="wordmark">Fleeting</p>
      <h1>${w.forgotTitle}</h1>
      <p class="quiet">${w.forgotText}</p>
      <div role="status">${isSent && html`<p class="banner">${w.forgotSent}</p>`}</div>
    </header>
    <form class="card" onSubmit=${submit}>
      <${Field} label=${w.email} input=${{ name: 'email', type: 'email', required: true, autoComplete: 'username' }} />
      <${Trouble} refused=${refused} />
      <button class="button primary" disabled=${busy}>${isSent ? w.forgotAgain : w.forgotSend}</button>
    </form>
    <button type="button" class="link" onClick=${onBack}>${w.backToSignIn}</button>
  </main>`
}

/** Chooses a new password by the code of a mail. */
export const NewPassword = ({
  api,
  w,
  code,
  onBack,
  onDone,
}: DoorProps & { readonly code: string; readonly onDone: () => void }): Node => {
  const { busy, refused, run } = useTask()
  const submit = (event: Event) => {
    const values = valuesOf(event)
    run(async () => {
      await api.post('/api/auth/password/reset', { ...values, code })
      onDone()
    })
  }
  const fault = faultOf(refused, 'new_password')
  return html`<main class="door">
    <header>
      <p class="wordmark">Fleeting</p>
      <h1>${w.newPasswordTitle}</h1>
      <p class="quiet">${w.newPasswordText}</p>
    </header>
    <form class="card" onSubmit=${submit}>
      <${PasswordField} label=${w.newPassword} name="new_password" isNew fault=${fault} />
      <${Trouble} refused=${fault ? null : refused} />
      <button class="button primary" disabled=${busy}>${w.newPasswordSave}</button>
    </form>
    <button type="button" class="link" onClick=${onBack}>${w.backToSignIn}</button>
  </main>`
}
