import { useLayoutEffect, useState } from 'preact/hooks'

/** Rows that are drawn before and after those that are seen, so that a quick thumb finds them there. */
const beyond = 6

export interface Windowed {
  /** The first that is drawn, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** Which rows of `count`, each `height` pixels high, are seen in a window that begins `above` them. */
export const rowsIn = (count: number, height: number, above: number, seen: number): Windowed => {
  const first = Math.floor(above / height) - beyond
  const last = Math.ceil((above + seen) / height) + beyond
  return { from: Math.max(0, Math.min(count, first)), to: Math.max(0, Math.min(count, last)) }
}

/** Follows what `scroller` shows of `list`, which is as high as all its rows together. */
export const useWindowed = (
  scroller: () => HTMLElement | null,
  list: () => HTMLElement | null,
  count: number,
  height: number,
): Windowed => {
  const [shown, setShown] = useState<Windowed>({ from: 0, to: Math.min(count, 20) })
  useLayoutEffect(() => {
    const [frame, rows] = [scroller(), list()]
    if (!frame || !rows) return
    const measure = () => {
      const above = frame.getBoundingClientRect().top - rows.getBoundingClientRect().top
      const now = rowsIn(count, height, above, frame.clientHeight)
      setShown((before) => (before.from === now.from && before.to === now.to ? before : now))
    }
    measure()
    const watching = new ResizeObserver(measure)
    watching.observe(frame)
    watching.observe(rows)
    frame.addEventListener('scroll', measure, { passive: true })
    return () => {
      watching.disconnect()
      frame.removeEventListener('scroll', measure)
    }
  }, [count, height])
  return shown
}
