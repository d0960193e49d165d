import { useId } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'

interface SelectFieldProps {
  readonly label: string
  readonly hint?: string
  readonly fault?: string | undefined
  readonly name: string
  readonly value: string
  readonly isRequired?: boolean
  readonly options: readonly (readonly [value: string, word: string])[]
  readonly onChange?: (value: string) => void
}

/** A labelled choice of a few. The select itself has no value, or each drawing would take back what was chosen since. */
export const SelectField = ({
  label,
  hint,
  fault,
  name,
  value,
  isRequired,
  options,
  onChange,
}: SelectFieldProps): Node => {
  const id = useId()
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  return html`<p class="field">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      name=${name}
      required=${isRequired}
      aria-describedby=${about}
      aria-invalid=${fault ? 'true' : undefined}
      onChange=${(event: Event) => onChange?.((event.target as HTMLSelectElement).value)}
    >
      ${options.map(([option, word]) => html`<option key=${option} value=${option} selected=${option === value}>${word}</option>`)}
    </select>
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
    ${fault && html`<span class="fault" id=${`${id}-fault`}>${fault}</span>`}
  </p>`
}
