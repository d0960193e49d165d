/** How long a finger rests on something until it is in the hand; browsers with a drag of their own wait longer. */
const holdMs = 350
/** A finger is never quite still; one that goes further, in pixels, scrolls. */
const jitter = 8
/** This near to an edge, in pixels, what lies there scrolls on. */
const edge = 56

interface Spot {
  readonly clientX: number
  readonly clientY: number
}

/**
 * Dragging by a finger, which some browsers have not and others each in their way. It speaks in the events that a mouse
 * makes, so that whoever takes what is dropped hears of one thing only.
 */
export const dragByTouch = (element: HTMLElement): (() => void) => {
  let wait: ReturnType<typeof setTimeout> | undefined
  let from: Spot | null = null
  let at: Spot = { clientX: 0, clientY: 0 }
  let data: DataTransfer | null = null
  let over: Element | null = null

  const fire = (type: string, target: Element): boolean =>
    target.dispatchEvent(
      new DragEvent(type, {
        bubbles: true,
        cancelable: true,
        ...at,
        ...(data && { dataTransfer: data }),
      }),
    )
  const move = () => {
    const next = document.elementFromPoint(at.clientX, at.clientY) ?? element
    if (next !== over) fire('dragenter', next)
    over = next
    fire('dragover', next)
  }
  const scroll = () => {
    if (!data) return
    const box = over?.closest<HTMLElement>('.plan-scroll')
    if (box) {
      const { top, bottom, left, right } = box.getBoundingClientRect()
      box.scrollBy(pull(at.clientX, left, right), pull(at.clientY, top, bottom))
    }
    scrollBy(0, pull(at.clientY, edge, innerHeight - edge)) // a phone's bars lie at the edges of its window
    move()
    requestAnimationFrame(scroll)
  }
  const take = () => {
    data = new DataTransfer()
    for (const type of pointers) addEventListener(type, hush, { capture: true })
    if (!fire('dragstart', element)) return letGo()
    navigator.vibrate?.(10)
    requestAnimationFrame(scroll)
  }
  const letGo = () => {
    clearTimeout(wait)
    for (const type of pointers) removeEventListener(type, hush, { capture: true })
    element.draggable = true
    from = data = over = null
  }

  const listeners = {
    touchstart({ touches }: TouchEvent) {
      if (data) return // a second finger takes nothing out of the hand
      letGo()
      if (touches.length !== 1) return
      from = at = spotOf(touches[0]!)
      element.draggable = false // the browser does not drag as well
      wait = setTimeout(take, holdMs)
    },
    touchmove(event: TouchEvent) {
      const spot = spotOf(event.touches[0]!)
      if (data)
        event.preventDefault() // nor does it scroll
      else if (from && Math.hypot(spot.clientX - from.clientX, spot.clientY - from.clientY) > jitter) letGo()
      at = spot
    },
    touchend(event: TouchEvent) {
      if (!data) return letGo()
      event.preventDefault() // it was no press
      move()
      fire('drop', over ?? element)
      fire('dragend', element)
      letGo()
    },
    touchcancel() {
      if (data) fire('dragend', element)
      letGo()
    },
    contextmenu: (event: Event) => from && event.preventDefault(),
  }
  const all = Object.entries(listeners) as [string, EventListener][]
  for (const [type, listener] of all) element.addEventListener(type, listener, { passive: false })
  return () => {
    letGo()
    for (const [type, listener] of all) element.removeEventListener(type, listener)
  }
}

const spotOf = ({ clientX, clientY }: Touch): Spot => ({ clientX, clientY })

const pull = (at: number, from: number, to: number): number =>
  at < from + edge ? -8 : at > to - edge ? 8 : 0

/** Browsers are silent about pointers while a mouse drags, and those who listen take a pointer for the end of it. */
const pointers = ['pointermove', 'pointerdown'] as const
const hush = (event: Event): void => event.stopImmediatePropagation()
