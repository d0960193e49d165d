import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { ReadersView } from '../../../../domain/assets/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { plain } from '../../../pages/plain.ts'
import { useApp } from '../../context.ts'
import { commentWords } from './comment-words.ts'
import { type Mentioning, mentioned, mentioningAt } from './mention.ts'

type Reader = ReadersView['results'][number]
interface MentionFieldProps {
  readonly assetId: number
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onSend: () => void
  readonly isFocused?: boolean
}
/** Whoever still types is not asked for each letter. */
const restMs = 150

/** A text in which an `@` offers those who may read it. Control and enter send it. */
export const MentionField = ({
  assetId,
  label,
  hint,
  value,
  onChange,
  onSend,
  isFocused,
}: MentionFieldProps): Node => {
  const { api, lang } = useApp()
  const w = commentWords[lang]
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [open, setOpen] = useState<Mentioning | null>(null)
  const [readers, setReaders] = useState<readonly Reader[]>([])
  const [at, setAt] = useState(0)

  useEffect(() => {
    if (isFocused) area.current?.focus()
  }, [])
  const typed = open?.typed
  useEffect(() => {
    if (typed === undefined) return setReaders([])
    let isOld = false
    const path = `/api/v3/assets/${assetId}/comments/readers?search=${encodeURIComponent(typed)}`
    const rest = setTimeout(() => {
      api.get<ReadersView>(path).then(
        ({ results }) => {
          if (isOld) return
          setReaders(results.slice(0, 6))
          setAt(0)
        },
        () => {}, // the address can be written by hand
      )
    }, restMs)
    return () => {
      isOld = true
      clearTimeout(rest)
    }
  }, [typed])

  const look = () => {
    const { value: text, selectionStart, selectionEnd } = area.current!
    setOpen(selectionStart === selectionEnd ? mentioningAt(text, selectionStart) : null)
  }
  const pick = ({ email }: Reader) => {
    if (!open) return
    const next = mentioned(value, open, email)
    onChange(next.text)
    setOpen(null)
    setTimeout(() => {
      area.current?.focus()
      area.current?.setSelectionRange(next.caret, next.caret)
    })
  }
  const shown = open && readers.length > 0
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return onSend()
    }
    if (!shown) return
    const count = readers.length
    if (event.key === 'ArrowDown') setAt((at + 1) % count)
    else if (event.key === 'ArrowUp') setAt((at + count - 1) % count)
    else if (event.key === 'Enter' || event.key === 'Tab') pick(readers[at]!)
    else if (event.key === 'Escape') setOpen(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return html`<div class="field mention-field">
    <label for=${id}>${label}</label>
    <textarea
      id=${id}
      ref=${area}
      rows="3"
      maxlength="5000"
      required
      value=${value}
      aria-describedby=${hint ? `${id}-hint` : undefined}
      aria-autocomplete="list"
      aria-controls=${shown ? `${id}-list` : undefined}
      aria-activedescendant=${shown ? `${id}-${at}` : undefined}
      onInput=${(event: Event) => {
        onChange((event.currentTarget as HTMLTextAreaElement).value)
        look()
      }}
      onClick=${look}
      onKeyDown=${onKeyDown}
      onBlur=${() => setOpen(null)}
    ></textarea>
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
    ${
      shown &&
      html`<ul class="mention-list" id=${`${id}-list`} role="listbox" aria-label=${w.readers}>
        ${readers.map(
          (reader, i) => html`<li
            key=${reader.id}
            id=${`${id}-${i}`}
            role="option"
            aria-selected=${i === at}
            onPointerDown=${(event: Event) => {
              event.preventDefault() // the text keeps the focus
              pick(reader)
            }}
          ><bdi>${plain(reader.full_name)}</bdi> <span class="quiet">${reader.email}</span></li>`,
        )}
      </ul>`
    }
  </div>`
}
