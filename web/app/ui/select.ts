import { useId } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'

interface SelectProps {
  readonly label: Content
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly value: string
  readonly options: readonly { readonly value: string; readonly word: string; readonly disabled?: boolean }[]
  readonly onChange: (value: string) => void
  readonly disabled?: boolean
  readonly name?: string
  /** The label is for those who cannot see what stands beside it. */
  readonly isLabelHidden?: boolean
}

/** One of a few, by its own words. */
export const Select = ({
  label,
  hint,
  fault,
  value,
  options,
  onChange,
  disabled,
  name,
  isLabelHidden,
}: SelectProps): Node => {
  const id = useId()
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const choose = (event: Event) => onChange((event.currentTarget as HTMLSelectElement).value)
  return html`<p class="field">
    <label for=${id} class=${isLabelHidden ? 'visually-hidden' : undefined}>${label}</label>
    <select id=${id} name=${name} value=${value} disabled=${disabled} onChange=${choose} aria-describedby=${about} aria-invalid=${fault ? 'true' : undefined}>
      ${options.map((one) => html`<option key=${one.value} value=${one.value} disabled=${one.disabled} selected=${one.value === value}>${one.word}</option>`)}
    </select>
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
    ${fault && html`<span class="fault" id=${`${id}-fault`}>${fault}</span>`}
  </p>`
}
