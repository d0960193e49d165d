import { render } from 'preact'
import type { Node } from './html.ts'

/**
 * The page as the server wrote it, for whoever goes on from there. Nothing of what the link shows stays in the document
 * itself, and the browser does not bring it back: a page from its back-forward cache shows what was.
 */
export const takePage = <Props>(): { root: HTMLElement; props: Props } => {
  const root = document.querySelector<HTMLElement>('#root')!
  const carrier = document.querySelector('#props')!
  const props: Props = JSON.parse(carrier.textContent)
  carrier.remove() // it holds a place, and places are to be gone when the link ends
  for (const tag of document.head.querySelectorAll(card)) tag.remove() // for other sites, which run no script
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload()) // only the server knows what is
  return { root, props }
}

/** The last page, for eyes and screen readers alike. */
export const showLast = (root: HTMLElement, title: string, page: Node): void => {
  document.title = title
  render(page, root)
  root.querySelector<HTMLElement>('h1')?.focus()
}

const card =
  'meta[property^="og:"], meta[name^="twitter:"], meta[name="description"], link[type="application/json+oembed"]'
