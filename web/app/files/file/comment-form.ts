import { useState } from 'preact/hooks'
import { html, type Node } from '../../../pages/html.ts'
import { useApp } from '../../context.ts'
import { Trouble, useTask } from '../../ui/form.ts'
import { useUnsaved } from '../../ui/unsaved.ts'
import { uiWords } from '../../ui/words.ts'
import { commentWords } from './comment-words.ts'
import { MentionField } from './mention-field.ts'

/** What a comment is written with; `place` where one was chosen. */
export interface Said {
  readonly content: string
  readonly visibility?: 'public' | 'internal'
  readonly timestamp?: string
  readonly page?: number
  readonly client_id: string
}

interface CommentFormProps {
  readonly assetId: number
  readonly label: string
  readonly send: string
  readonly content?: string
  readonly hint?: string
  /** A moment or a page that it may be about, as it is when somebody sends. */
  readonly placeWord?: string | undefined
  readonly placeNow?: () => Pick<Said, 'timestamp' | 'page'>
  readonly mayBeInternal?: boolean
  readonly isFocused?: boolean
  readonly onSend: (said: Said) => Promise<void>
  readonly onCancel?: () => void
}

/** A comment as it is written. What could not be sent stays, and is sent again as the same comment. */
export const CommentForm = (props: CommentFormProps): Node => {
  const { assetId, label, hint, placeWord, placeNow, mayBeInternal, isFocused, onSend, onCancel } = props
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...commentWords[lang] }
  const [content, write] = useState(props.content ?? '')
  const [isInternal, setInternal] = useState(false)
  const [isPlaced, setPlaced] = useState(false)
  const [key, renewKey] = useState(newKey)
  const { busy, refused, run } = useTask()
  useUnsaved(content.trim() !== (props.content ?? '').trim())

  const submit = () =>
    run(async () => {
      if (content.trim() === '' || busy) return
      await onSend({
        content,
        client_id: key,
        ...(isInternal && { visibility: 'internal' as const }),
        ...(isPlaced && placeNow?.()),
      })
      write('')
      setPlaced(false)
      renewKey(newKey())
    })
  const check = (word: string, isOn: boolean, set: (on: boolean) => void) =>
    html`<label class="check"><input type="checkbox" checked=${isOn} onChange=${(event: Event) => set((event.currentTarget as HTMLInputElement).checked)} />${word}</label>`
  const onSubmit = (event: Event) => {
    event.preventDefault()
    void submit()
  }
  return html`<form class="comment-form" onSubmit=${onSubmit}>
    <${MentionField} ...${{ assetId, label, hint, value: content, onChange: write, onSend: () => void submit(), isFocused }} />
    ${
      (placeWord || mayBeInternal) &&
      html`<div class="comment-checks">
        ${placeWord && check(placeWord, isPlaced, setPlaced)}
        ${mayBeInternal && check(w.internal, isInternal, setInternal)}
      </div>`
    }
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button type="submit" class="button primary" disabled=${busy || content.trim() === ''}>${props.send}</button>
      ${onCancel && html`<button type="button" class="button" onClick=${onCancel}>${w.cancel}</button>`}
    </div>
  </form>`
}

/** `crypto.randomUUID` is closed to pages without https. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
