import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'

interface SearchFieldProps {
  readonly label: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

/** Searches once the typing rests. */
export const SearchField = ({ label, value, onSearch }: SearchFieldProps): Node => {
  const id = useId()
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (event: Event) => {
    const typed = (event.target as HTMLInputElement).value
    setText(typed)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onSearch(typed.trim()), restMs)
  }
  return html`<p class="field field-search">
    <label for=${id}>${label}</label>
    <input id=${id} type="search" value=${text} maxlength="200" autocomplete="off" onInput=${type} />
  </p>`
}

const restMs = 300
