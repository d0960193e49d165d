import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'
import { Refused } from '../api.ts'

interface FieldProps {
  readonly label: Content
  readonly hint?: string | undefined
  /** What the service has against it; see `faultOf`. */
  readonly fault?: string | undefined
  readonly as?: 'input' | 'textarea'
  /** Properties of the control; `name` among them. */
  readonly input: Readonly<Record<string, unknown>> & { readonly name: string }
}

/** A labelled input with its hint and what is wrong with it. */
export const Field = ({ label, hint, fault, as = 'input', input }: FieldProps): Node => {
  const id = useId()
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const told = { id, ...input, 'aria-describedby': about, 'aria-invalid': fault ? 'true' : undefined }
  return html`<p class="field">
    <label for=${id}>${label}</label>
    ${as === 'textarea' ? html`<textarea ...${told} />` : html`<input ...${told} />`}
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
    ${fault && html`<span class="fault" id=${`${id}-fault`}>${fault}</span>`}
  </p>`
}

/** What the service has against one of these fields, or what is within them (`recipients.0.email`). */
export const faultOf = (refused: Refused | null, ...names: readonly string[]): string | undefined =>
  refused?.fields.find(({ field }) => names.some((name) => field === name || field.startsWith(`${name}.`)))
    ?.message

/** Runs one task at a time and keeps what went wrong, in words. What was disabled meanwhile gets the focus back. */
export const useTask = () => {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const held = useRef<Element | null>(null)
  useEffect(() => {
    const { current: before } = held
    if (busy || !(before instanceof HTMLElement)) return
    held.current = null
    if (document.activeElement === document.body && before.isConnected) before.focus({ preventScroll: true })
  }, [busy])
  const run = async (task: () => Promise<void>) => {
    held.current = document.activeElement
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
