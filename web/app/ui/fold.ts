import { useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'

interface FoldProps {
  readonly summary: Content
  readonly isOpen?: boolean
  /** Made once somebody opens it: what is read from the service for it is read then. */
  readonly children: () => Content
}

/** Something that is there for whoever wants it. */
export const Fold = ({ summary, isOpen = false, children }: FoldProps): Node => {
  const [wasOpened, setOpened] = useState(isOpen)
  return html`<details class="fold" open=${isOpen} onToggle=${(event: Event) => (event.target as HTMLDetailsElement).open && setOpened(true)}>
    <summary>${summary}</summary>
    ${wasOpened && html`<div class="fold-body">${children()}</div>`}
  </details>`
}
