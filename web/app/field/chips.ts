import { html, type Node } from '../../pages/html.ts'

interface ChipsProps {
  readonly label: string
  readonly options: readonly (readonly [value: string, word: string])[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Several of a few; none is all of them. */
export const Chips = ({ label, options, chosen, onChange }: ChipsProps): Node => {
  const flip = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  return html`<fieldset class="field-chips">
    <legend>${label}</legend>
    ${options.map(
      ([value, word]) =>
        html`<button key=${value} type="button" class="button" aria-pressed=${String(chosen.includes(value))} onClick=${() => flip(value)}>${word}</button>`,
    )}
  </fieldset>`
}
