import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { fitted, movedBy, pinchOf, within, type Zoom, zoomedAt } from './zoom.ts'

/** Pixels that an arrow key moves. */
const step = 60

/** A picture that is made larger by wheel, fingers, double click and keys, and moved about while it is. */
export const useZoom = (frame: RefObject<HTMLElement | null>, layer: RefObject<HTMLElement | null>) => {
  const [zoom, set] = useState<Zoom>(fitted)
  const current = useRef(zoom)
  current.current = zoom
  const change = (to: (before: Zoom, size: DOMRect) => Zoom) => {
    const size = frame.current?.getBoundingClientRect()
    if (!size) return
    current.current = to(current.current, size)
    set(current.current)
  }
  const by = (factor: number) => change((before, size) => zoomedAt(before, factor, { x: 0, y: 0 }, size))

  useLayoutEffect(() => {
    layer.current?.style.setProperty('transform', `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`)
  }, [zoom])

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const pointers = new Map<number, { x: number; y: number }>()
    const fromMiddle = (at: { x: number; y: number }, size: DOMRect) => ({
      x: at.x - size.left - size.width / 2,
      y: at.y - size.top - size.height / 2,
    })
    const onWheel = (event: WheelEvent) => {
      // The page scrolls as everywhere; a pinch on a touchpad comes as a wheel with the control key.
      if (!event.ctrlKey && !event.metaKey && current.current.scale === 1) return
      event.preventDefault()
      const at = { x: event.clientX, y: event.clientY }
      change((before, size) => zoomedAt(before, Math.exp(-event.deltaY / 240), fromMiddle(at, size), size))
    }
    const onDown = (event: PointerEvent) => {
      const isOnButton = (event.target as Element).closest('button') !== null
      if (event.button !== 0 || (isOnButton && event.pointerType === 'mouse')) return
      // Two fingers may come down on a pin; one alone presses it.
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      if (!isOnButton) element.setPointerCapture(event.pointerId)
    }
    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId)
      if (!before) return
      const now = { x: event.clientX, y: event.clientY }
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at)
      pointers.set(event.pointerId, now)
      if (!other)
        return change((zoom, size) => movedBy(zoom, { x: now.x - before.x, y: now.y - before.y }, size))
      const [was, is] = [pinchOf(before, other), pinchOf(now, other)]
      change((zoom, size) => {
        const moved = movedBy(zoom, { x: is.middle.x - was.middle.x, y: is.middle.y - was.middle.y }, size)
        return zoomedAt(moved, is.distance / Math.max(1, was.distance), fromMiddle(is.middle, size), size)
      })
    }
    const onUp = (event: PointerEvent) => pointers.delete(event.pointerId)
    const onDouble = (event: MouseEvent) => {
      const at = { x: event.clientX, y: event.clientY }
      change((zoom, size) => (zoom.scale > 1 ? fitted : zoomedAt(zoom, 2.5, fromMiddle(at, size), size)))
    }
    const sizes = new ResizeObserver(() => change(within))
    sizes.observe(element)
    element.addEventListener('wheel', onWheel, { passive: false })
    element.addEventListener('pointerdown', onDown)
    element.addEventListener('pointermove', onMove)
    element.addEventListener('pointerup', onUp)
    element.addEventListener('pointercancel', onUp)
    element.addEventListener('dblclick', onDouble)
    return () => {
      sizes.disconnect()
      element.removeEventListener('wheel', onWheel)
      element.removeEventListener('pointerdown', onDown)
      element.removeEventListener('pointermove', onMove)
      element.removeEventListener('pointerup', onUp)
      element.removeEventListener('pointercancel', onUp)
      element.removeEventListener('dblclick', onDouble)
    }
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.startsWith('Arrow') && current.current.scale === 1) return // the page scrolls
    event.preventDefault()
    change(act)
  }
  return { zoom, by, fit: () => change(() => fitted), onKeyDown }
}

const moved = (x: number, y: number) => (zoom: Zoom, size: DOMRect) => movedBy(zoom, { x, y }, size)
const zoomed = (factor: number) => (zoom: Zoom, size: DOMRect) => zoomedAt(zoom, factor, { x: 0, y: 0 }, size)
const keys: Readonly<Record<string, ((zoom: Zoom, size: DOMRect) => Zoom) | undefined>> = {
  '+': zoomed(1.4),
  '=': zoomed(1.4),
  '-': zoomed(1 / 1.4),
  '0': () => fitted,
  ArrowLeft: moved(step, 0),
  ArrowRight: moved(-step, 0),
  ArrowUp: moved(0, step),
  ArrowDown: moved(0, -step),
}
