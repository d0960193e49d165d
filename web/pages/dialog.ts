import { useEffect, useId, useRef } from 'preact/hooks'
import { type Content, html, type Node } from './html.ts'
import { Glyph } from './icons.ts'

interface DialogProps {
  readonly title: Content
  readonly closeWord: string
  readonly onClose: () => void
  /** Fills a phone from edge to edge: for more than a question. */
  readonly isSheet?: boolean
  /** Asked before somebody closes it; what is typed in it may be worth a question. */
  readonly mayClose?: (() => Promise<boolean>) | undefined
  readonly children?: Content
}

/** The browser's own modal dialog: it keeps the focus inside, gives it back, and closes by Escape. */
export const Dialog = ({ title, closeWord, onClose, isSheet, mayClose, children }: DialogProps): Node => {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      // What is taken away without being closed, once it is saved, gives the focus back as well.
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    }
  }, [])
  const close = async () => {
    if (!mayClose || (await mayClose())) dialog.current?.close()
  }
  const cancel = (event: Event) => {
    if (event.target !== dialog.current || !mayClose) return // a file chooser within is cancelled as well
    event.preventDefault()
    close()
  }
  return html`<dialog class=${isSheet ? 'dialog dialog-sheet' : 'dialog'} ref=${dialog} aria-labelledby=${heading} onClose=${onClose} onCancel=${cancel}>
    <header class="dialog-head">
      <h2 id=${heading}>${title}</h2>
      <button type="button" class="button small" aria-label=${closeWord} onClick=${close}>
        <${Glyph} name="close" />
      </button>
    </header>
    ${children}
  </dialog>`
}
