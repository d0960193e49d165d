import { useEffect, useRef } from 'preact/hooks'
import { type Content, html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'

interface PageFrameProps {
  readonly title: Content
  /** For the browser's tab, where `title` is more than a text. */
  readonly tab?: string
  /** What stands above the title: where this belongs to. */
  readonly back?: { readonly href: string; readonly word: string }
  /** Buttons beside the title. */
  readonly actions?: Content
  readonly children?: Content
}

/** A page of the app: its title, which is the heading and the name of the tab, and what may be done. */
export const PageFrame = ({ title, tab, back, actions, children }: PageFrameProps): Node => {
  const name = tab ?? (typeof title === 'string' ? title : '')
  useTitle(name)
  return html`<div class="page">
    <header class="page-head">
      <div class="grow">
        ${back && html`<a class="back" href=${back.href}><${Glyph} name="before" />${back.word}</a>`}
        <h1 tabindex="-1">${title}</h1>
      </div>
      ${actions && html`<div class="buttons">${actions}</div>`}
    </header>
    ${children}
  </div>`
}

/** Names the browser's tab, and moves a screen reader to the new page's heading. */
export const useTitle = (title: string): void => {
  const first = useRef(true)
  useEffect(() => {
    if (title) document.title = `${title} · Fleeting`
    if (!first.current) return
    first.current = false
    const isElsewhere = document.activeElement && document.activeElement !== document.body
    const inNavigation = document.activeElement?.closest('.rail, .tab-bar, .page')
    if (isElsewhere && !inNavigation) return
    if (hasMoved()) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [title])
}

/** Whoever has just come begins at the top of the document, as everywhere. */
const hasMoved = () => {
  const before = moves
  moves += 1
  return before > 0
}
let moves = 0

interface EmptyProps {
  readonly glyph: GlyphName
  /** Left out where the page's own title has said it. */
  readonly title?: string
  readonly text: string
  readonly children?: Content
}

/** Where there is nothing yet: what it is for, and how to begin. */
export const Empty = ({ glyph, title, text, children }: EmptyProps): Node =>
  html`<div class="empty">
    <${Glyph} name=${glyph} />
    ${title && html`<h2>${title}</h2>`}
    <p class="quiet">${text}</p>
    ${children && html`<div class="buttons">${children}</div>`}
  </div>`

interface TabsProps {
  readonly label: string
  readonly tabs: readonly { readonly href: string; readonly word: string; readonly isHere: boolean }[]
}

/** Links to the sides of one thing; they are links, so they can be opened and sent. Where one is stays in sight. */
export const Tabs = ({ label, tabs }: TabsProps): Node => {
  const nav = useRef<HTMLElement>(null)
  const here = tabs.find(({ isHere }) => isHere)?.href
  useEffect(() => {
    const { current: row } = nav
    const tab = row?.querySelector<HTMLElement>('[aria-current]')
    if (!row || !tab) return
    const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()]
    row.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2) // the page itself stays where it is
  }, [here])
  return html`<nav class="tabs" aria-label=${label} ref=${nav}>
    ${tabs.map(
      ({ href, word, isHere }) =>
        html`<a key=${href} href=${href} aria-current=${isHere ? 'page' : undefined}>${word}</a>`,
    )}
  </nav>`
}
