import { useId, useRef, useState } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'

interface Side {
  readonly name: string
  readonly word: string
  readonly show: () => Content
}

/** Sides of one thing within a dialog, which have no address of their own. Arrow keys go from one to the next. */
export const SideTabs = ({ label, sides }: { label: string; sides: readonly Side[] }): Node => {
  const [at, goTo] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const move = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: sides.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = (to + sides.length) % sides.length
    goTo(next)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return html`<div class="stack">
    <div class="side-tabs" role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
      ${sides.map(
        ({ name, word }, i) =>
          html`<button
            key=${name}
            type="button"
            role="tab"
            id=${`${id}-${name}`}
            aria-selected=${String(i === at)}
            aria-controls=${`${id}-panel`}
            tabindex=${i === at ? 0 : -1}
            onClick=${() => goTo(i)}
          >${word}</button>`,
      )}
    </div>
    <div class="stack" role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${sides[at]!.name}`} key=${at}>
      ${sides[at]!.show()}
    </div>
  </div>`
}
