import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type Content, html, type Node } from './html.ts'
import { Glyph, type GlyphName } from './icons.ts'

interface MenuProps {
  /** What a screen reader calls its button. */
  readonly label: string
  readonly glyph?: GlyphName
  /** Buttons and links. */
  readonly children: Content
}

/** What else may be done with a thing. Closes by Escape, by a press elsewhere, and once something was chosen. */
export const Menu = ({ label, glyph = 'more', children }: MenuProps): Node => {
  const menu = useMenu()
  const choose = () => {
    const { current } = menu
    if (!current) return
    current.open = false
    current.querySelector('summary')?.focus() // where a dialog that opens now gives the focus back to
  }
  return html`<details class="menu" ref=${menu}>
    <summary class="bare" aria-label=${label}><${Glyph} name=${glyph} /></summary>
    <div class="menu-list" onClickCapture=${choose}>${children}</div>
  </details>`
}

/** The element of a menu, which closes by Escape and by a press elsewhere. */
export const useMenu = (): RefObject<HTMLDetailsElement | null> => {
  const menu = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event) => {
      const { current } = menu
      if (!current?.open) return
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return
      if (event instanceof PointerEvent && current.contains(event.target as Element)) return
      current.open = false
      if (event instanceof KeyboardEvent) current.querySelector('summary')?.focus()
    }
    addEventListener('pointerdown', close)
    addEventListener('keydown', close)
    return () => {
      removeEventListener('pointerdown', close)
      removeEventListener('keydown', close)
    }
  }, [])
  return menu
}
