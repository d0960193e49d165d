import { useState } from 'preact/hooks'
import { Dialog } from '../../pages/dialog.ts'
import { html, type Node } from '../../pages/html.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { useUiWords } from '../ui/lang.ts'

interface ChoiceDialogProps<T extends string> {
  readonly title: string
  /** What is to be chosen between. */
  readonly question: string
  /** The first is the usual one. */
  readonly choices: readonly { readonly value: T; readonly word: string }[]
  readonly yes: string
  readonly onChosen: (value: T) => Promise<void>
  readonly onClose: () => void
}

/** A deed that is done in one of two ways; closing it is neither. */
export const ChoiceDialog = <T extends string>({
  title,
  question,
  choices,
  yes,
  onChosen,
  onClose,
}: ChoiceDialogProps<T>): Node => {
  const w = useUiWords()
  const [chosen, setChosen] = useState(choices[0]!.value)
  const { busy, refused, run } = useTask()
  const submit = (event: Event) => {
    event.preventDefault()
    run(() => onChosen(chosen))
  }
  return html`<${Dialog} title=${title} closeWord=${w.close} onClose=${onClose}>
    <form onSubmit=${submit}>
      <fieldset class="choices">
        <legend>${question}</legend>
        ${choices.map(
          ({ value, word }) => html`<label key=${value} class="check">
            <input type="radio" name="choice" checked=${value === chosen} onChange=${() => setChosen(value)} />${word}
          </label>`,
        )}
      </fieldset>
      <${Trouble} refused=${refused} />
      <div class="buttons">
        <button class="button primary" disabled=${busy}>${yes}</button>
        <button type="button" class="button" onClick=${onClose}>${w.cancel}</button>
      </div>
    </form>
  </${Dialog}>`
}
