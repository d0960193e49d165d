import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { type Content, html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { MediaActions } from './media.ts'
import { plain } from './plain.ts'
import { Viewed } from './viewed.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill } from './words.ts'

interface LightboxProps {
  readonly items: readonly VisitorAsset[]
  readonly at: number
  readonly lang: Language
  readonly onMove: (at: number) => void
  readonly onClose: () => void
  /** What else is said of an item, below it; and what else may be done with it. */
  readonly beside?: (item: VisitorAsset) => Content
}

/** One item at a time over its album: by buttons, arrow keys or a swipe. The browser's own dialog holds the focus. */
export const Lightbox = ({ items, at, lang, onMove, onClose, beside }: LightboxProps): Node => {
  const w = visitorWords[lang]
  const dialog = useRef<HTMLDialogElement>(null)
  const item = items[at]!
  const [readId, read] = useState<number | null>(null)
  const isRead = readId === item.id
  const move = (by: -1 | 1) => items[at + by] && onMove(at + by)
  const swipe = useSwipe(move)
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  useLayoutEffect(() => () => document.getElementById(`item-${item.id}`)?.focus(), [item.id])
  useEffect(() => warm(items[at + 1]), [at])

  const onKeyDown = (event: KeyboardEvent) => {
    const isPlayer = event.target instanceof HTMLMediaElement // arrows wind there
    if (isPlayer || event.defaultPrevented) return // as do those of a picture that is looked at from near
    if (event.key === 'ArrowLeft') move(-1)
    if (event.key === 'ArrowRight') move(1)
  }

  return html`<dialog class="lightbox" ref=${dialog} aria-label=${w.lightbox} onClose=${onClose} onKeyDown=${onKeyDown}>
    <header class="lightbox-head">
      <p class="lightbox-title" aria-live="polite">
        <span class="quiet">${fill(w.itemOf, { at: at + 1, count: items.length })}</span> <bdi>${plain(item.title)}</bdi>
      </p>
      <button type="button" class="button small" aria-label=${w.close} onClick=${() => dialog.current?.close()}>
        <${Glyph} name="close" />
      </button>
    </header>
    <div class=${`lightbox-stage item-${item.kind}`} ...${swipe}>
      <${Viewed} key=${item.id} asset=${item} lang=${lang} isRead=${isRead} />
    </div>
    ${beside && html`<div class="lightbox-beside">${beside(item)}</div>`}
    <footer class="lightbox-foot">
      <button type="button" class="button small" aria-label=${w.before} disabled=${at === 0} onClick=${() => move(-1)}>
        <${Glyph} name="before" />
      </button>
      <${MediaActions} asset=${item} lang=${lang} onRead=${isRead ? undefined : () => read(item.id)} />
      <button
        type="button"
        class="button small"
        aria-label=${w.after}
        disabled=${at === items.length - 1}
        onClick=${() => move(1)}
      >
        <${Glyph} name="after" />
      </button>
    </footer>
  </dialog>`
}

/** Pixels; less is a tap that slipped. */
const shortestSwipe = 48

const useSwipe = (move: (by: -1 | 1) => unknown) => {
  const from = useRef<{ x: number; y: number } | null>(null)
  return {
    onTouchStart({ touches, currentTarget }: TouchEvent) {
      const isNear = (currentTarget as Element).querySelector('.zoomed') !== null // one finger moves the picture then
      const touch = touches.length === 1 && !isNear ? touches[0] : undefined // two fingers zoom
      from.current = touch ? { x: touch.clientX, y: touch.clientY } : null
    },
    onTouchEnd({ changedTouches }: TouchEvent) {
      const to = changedTouches[0]
      if (!from.current || !to || (visualViewport?.scale ?? 1) > 1.05) return
      const [dx, dy] = [to.clientX - from.current.x, to.clientY - from.current.y]
      if (Math.abs(dx) >= shortestSwipe && Math.abs(dx) > 2 * Math.abs(dy)) move(dx < 0 ? 1 : -1)
    },
  }
}

/** The next picture is fetched while this one is looked at, unless the visitor saves data. */
const warm = (next: VisitorAsset | undefined): void => {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
  if (next?.kind === 'image' && next.preview && !connection?.saveData) new Image().src = next.preview
}
