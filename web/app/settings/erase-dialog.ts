import { useState } from 'preact/hooks'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, Trouble, useTask } from '../ui/form.ts'
import { uiWords } from '../ui/words.ts'
import { typed } from './organization.ts'
import { privacyWords } from './privacy-words.ts'

interface EraseDialogProps<T> {
  readonly title: string
  readonly warning: string
  /** What has to be typed; empty where only the service knows it. */
  readonly email: string
  readonly erase: (confirm: string) => Promise<T>
  readonly onErased: (done: T) => void
  readonly onClose: () => void
}

/** Whoever erases types out whom. */
export const EraseDialog = <T>({
  title,
  warning,
  email,
  erase,
  onErased,
  onClose,
}: EraseDialogProps<T>): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...privacyWords[lang] }
  const [confirm, setConfirm] = useState('')
  const { busy, refused, run } = useTask()
  const given = confirm.trim().toLowerCase()
  const isRight = email ? given === email.toLowerCase() : given !== ''
  const submit = (event: Event) => {
    event.preventDefault()
    if (isRight) run(async () => onErased(await erase(confirm.trim())))
  }
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose}>
    <p><strong>${w.noWayBack}</strong> ${warning}</p>
    <form onSubmit=${submit}>
      <${Field} label=${w.typeEmail} hint=${email} fault=${faultOf(refused, 'confirm')}
        input=${{ name: 'confirm', value: confirm, autoComplete: 'off', spellcheck: false, onInput: typed(setConfirm) }} />
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button danger sure" disabled=${busy || !isRight}>${busy ? w.erasing : w.eraseYes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
