import { useId, useRef, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useUiWords } from './lang.ts'

/** A text to take along. */
export const CopyField = ({ label, value }: { label: string; value: string }): Node => {
  const w = useUiWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(value, input.current!))
    setTimeout(setCopied, 2500, false)
  }
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="copy">
      <input id=${id} ref=${input} readonly value=${value} onFocus=${() => input.current?.select()} />
      <button type="button" class="button" onClick=${copy} aria-label=${`${copied ? w.copied : w.copy}: ${label}`}>
        <${Glyph} name="copy" /><span aria-live="polite">${copied ? w.copied : w.copy}</span>
      </button>
    </div>
  </div>`
}

/** The same without the text, where that stands already or there is little room. `label`: of what, for screen readers. */
export const CopyButton = ({ label, value }: { label: string; value: string }): Node => {
  const w = useUiWords()
  const [copied, setCopied] = useState(false)
  const copy = async ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const input = document.createElement('input')
    input.readOnly = true
    input.value = value
    input.className = 'visually-hidden'
    currentTarget.after(input) // within a modal dialog nothing outside of it can be selected
    setCopied(await copyText(value, input))
    input.remove()
    currentTarget.focus()
    setTimeout(setCopied, 2500, false)
  }
  return html`<button type="button" class="button" onClick=${copy} aria-label=${`${copied ? w.copied : w.copy}: ${label}`}>
    <${Glyph} name=${copied ? 'check' : 'copy'} /><span aria-live="polite">${copied ? w.copied : w.copy}</span>
  </button>`
}

/** The clipboard is closed to pages without https; a selected text can still be copied the old way. */
export const copyText = async (text: string, input: HTMLInputElement): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    input.select()
    return document.execCommand('copy')
  }
}
