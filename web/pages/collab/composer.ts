import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { collabWords } from './words.ts'

export interface ComposerProps {
  readonly label: string
  readonly lang: Language
  readonly content?: string
  readonly sendLabel?: string
  readonly mayBeInternal: boolean
  /** Answers whether it was taken; otherwise what was written stays. */
  readonly onSend: (content: string, isInternal: boolean) => Promise<boolean>
  readonly onCancel?: () => void
  /** Takes the keyboard when it appears, or when this becomes true. */
  readonly isFocused?: boolean
  /** Put aside, with what is written in it. */
  readonly isHidden?: boolean
}

/** A few lines and a button; Ctrl or ⌘ and Enter send as well. */
export const Composer = ({
  label,
  lang,
  content = '',
  sendLabel,
  mayBeInternal,
  onSend,
  onCancel,
  isFocused = true,
  isHidden = false,
}: ComposerProps): Node => {
  const w = collabWords[lang]
  const [text, setText] = useState(content)
  const [isInternal, setInternal] = useState(false)
  const [isSending, setSending] = useState(false)
  /** The rest is there once somebody is about to write; it stays where it is then, so that nothing moves under a finger. */
  const [isOpen, setOpen] = useState(isFocused || content !== '')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isFocused) field.current?.focus()
  }, [isFocused])

  const send = async () => {
    const trimmed = text.trim()
    if (trimmed === '' || isSending) return
    setSending(true)
    const isTaken = await onSend(trimmed, isInternal)
    setSending(false)
    if (!isTaken) return
    setText('')
    setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
  }
  return html`<form
    class="composer"
    hidden=${isHidden}
    onSubmit=${(event: Event) => {
      event.preventDefault()
      void send()
    }}
  >
    <label class="field">
      <span>${label}</span>
      <textarea
        rows=${isOpen ? 3 : 1}
        maxlength="5000"
        value=${text}
        ref=${field}
        onFocus=${() => setOpen(true)}
        onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => {
          setText(currentTarget.value)
          setOpen(true)
        }}
        onKeyDown=${onKeyDown}
      ></textarea>
    </label>
    ${
      isOpen &&
      mayBeInternal &&
      html`<label class="check">
        <input
          type="checkbox"
          checked=${isInternal}
          onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => setInternal(currentTarget.checked)}
        />
        ${w.internal} <span class="quiet">· ${w.internalHint}</span>
      </label>`
    }
    ${
      isOpen &&
      html`<p class="composer-acts">
        <button class="button primary" type="submit" disabled=${isSending || text.trim() === ''}>${sendLabel ?? w.send}</button>
        ${onCancel && html`<button class="button" type="button" onClick=${onCancel}>${w.cancel}</button>`}
      </p>`
    }
  </form>`
}
