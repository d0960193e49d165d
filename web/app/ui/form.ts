import { useId, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'
import { Refused } from '../api.ts'

interface FieldProps {
  readonly label: Content
  readonly hint?: string
  /** Properties of the `<input>`; `name` among them. */
  readonly input: Readonly<Record<string, unknown>> & { readonly name: string }
  readonly children?: Content
}

/** A labelled input with its hint, or another control given as the only child. */
export const Field = ({ label, hint, input }: FieldProps): Node => {
  const id = useId()
  return html`<p class="field">
    <label for=${id}>${label}</label>
    <input id=${id} ...${input} aria-describedby=${hint ? `${id}-hint` : undefined} />
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
  </p>`
}

/** Runs one task at a time and keeps what went wrong, in words. */
export const useTask = () => {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const run = async (task: () => Promise<void>) => {
    setBusy(true)
    setRefused(null)
    try {
      await task()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefused(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, refused, run }
}

/** The service's own words for a refusal, field by field where it names them. */
export const Trouble = ({ refused }: { refused: Refused | null }): Node =>
  html`<div role="alert">
    ${
      refused &&
      html`<div class="trouble">
        <p>${refused.message}</p>
        ${refused.fields.length > 0 && html`<ul>${refused.fields.map(({ field, message }) => html`<li>${field}: ${message}</li>`)}</ul>`}
      </div>`
    }
  </div>`

/** What a form holds, without what was left empty. */
export const valuesOf = (event: Event): Record<string, string> => {
  event.preventDefault()
  const entries = [...new FormData(event.currentTarget as HTMLFormElement)]
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === 'string' && value ? [[name, value]] : [])),
  )
}
