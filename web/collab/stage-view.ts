import type { CursorView, ParticipantView } from '../../domain/sessions/schema.ts'
import type { Notice, Payload } from './connection.ts'
import { middleOf, placeIn, scrolledTo } from './stage-place.ts'

export interface StageEvents {
  /** Parts of the medium, 0 to 1. */
  readonly onMove: (place: { readonly x: number; readonly y: number }) => void
  readonly onLeave: () => void
  readonly onView: (view: Payload<'view:move'>) => void
  /** Somebody pointed at a place, with the tool for it. */
  readonly onPlace: (place: { readonly x: number; readonly y: number }) => void
}

/** Cursors are sent this often at most; the service thins them anyway. */
const everyMs = 1000 / 30
/** A cursor that has not moved for this long fades. */
const fadesAfterMs = 8_000

/**
 * What lies on the medium and moves by itself: other people's cursors, and how near one looks. Pages are drawn around it;
 * what is in here is changed without drawing them anew.
 */
export const createStageView = (root: HTMLElement, { onMove, onLeave, onView, onPlace }: StageEvents) => {
  const cursors = new Map<
    string,
    { element: HTMLElement; label: HTMLElement; faded: ReturnType<typeof setTimeout> }
  >()
  let zoom = 1
  let lastMove = 0
  let pending: ReturnType<typeof setTimeout> | undefined
  let isFollowing = false

  const find = <E extends Element = HTMLElement>(selector: string) => root.querySelector<E>(selector)
  const placeOf = (event: { clientX: number; clientY: number }) => {
    const box = find('#stage-box')?.getBoundingClientRect()
    return box && placeIn(box, event)
  }

  /** The first at once, then the newest, thirty times a second. */
  const moved = (event: PointerEvent): void => {
    if (!(event.target as Element).closest('#stage-box')) return
    clearTimeout(pending)
    const place = placeOf(event)
    if (!place) return
    const wait = lastMove + everyMs - performance.now()
    const send = () => {
      lastMove = performance.now()
      onMove(place)
    }
    if (wait <= 0) send()
    else pending = setTimeout(send, wait)
  }
  const left = (event: PointerEvent): void => {
    const to = event.relatedTarget as Element | null
    if (to?.closest('#stage-box')) return
    clearTimeout(pending)
    onLeave()
  }
  const looked = (): void => {
    const scroll = find('#stage-scroll')
    if (!scroll || isFollowing) return
    onView({ ...middleOf(scroll), zoom })
  }
  const clicked = (event: MouseEvent): void => {
    if (!(event.target as Element).closest('.tool-comment #stage-catch')) return
    const place = placeOf(event)
    if (place) onPlace(place)
  }
  root.addEventListener('pointermove', moved, { passive: true })
  root.addEventListener('pointerout', left, { passive: true })
  root.addEventListener('scroll', looked, { passive: true, capture: true })
  root.addEventListener('click', clicked)

  const cursorOf = (participant: ParticipantView) => {
    const known = cursors.get(participant.id)
    if (known) return known
    const element = document.createElement('div')
    element.className = 'cursor'
    element.dataset.participant = participant.id
    const label = document.createElement('bdi')
    element.append(label)
    const made = { element, label, faded: setTimeout(() => {}, 0) }
    cursors.set(participant.id, made)
    return made
  }

  return {
    /** Places the others' cursors; the layer may have been drawn anew since. */
    move(all: readonly CursorView[], people: ReadonlyMap<string, ParticipantView>, page: number): void {
      const layer = find('#cursors')
      if (!layer) return
      for (const { id, x, y, page: at } of all) {
        const participant = people.get(id)
        if (!participant) continue
        const { element, label, faded } = cursorOf(participant)
        if (element.parentElement !== layer) layer.append(element)
        if (label.textContent !== participant.name) label.textContent = participant.name
        element.style.setProperty('--cursor', participant.color)
        element.style.left = `${x * 100}%`
        element.style.top = `${y * 100}%`
        element.hidden = at !== undefined && at !== page
        element.classList.remove('faded')
        clearTimeout(faded)
        cursors.get(id)!.faded = setTimeout(() => element.classList.add('faded'), fadesAfterMs)
      }
    },
    drop(id: string): void {
      const cursor = cursors.get(id)
      if (!cursor) return
      clearTimeout(cursor.faded)
      cursor.element.remove()
      cursors.delete(id)
    },
    dropAll(): void {
      for (const id of [...cursors.keys()]) this.drop(id)
    },
    zoomTo(next: number): void {
      const scroll = find('#stage-scroll')
      const box = find('#stage-box')
      if (!scroll || !box) return
      const { x, y } = middleOf(scroll)
      zoom = next
      box.style.setProperty('--zoom', String(zoom))
      this.centre(x, y)
      looked()
    },
    centre(x: number, y: number): void {
      const scroll = find('#stage-scroll')
      if (!scroll) return
      scroll.scrollTo(scrolledTo(scroll, { x, y }))
    },
    /** Goes along with somebody's view; what one looks at then is not told to others as one's own. */
    goAlong({ x, y, zoom: theirs }: Notice<'view:update'>[number]): void {
      isFollowing = true
      const box = find('#stage-box')
      if (box) {
        zoom = theirs
        box.style.setProperty('--zoom', String(theirs))
      }
      this.centre(x, y)
      requestAnimationFrame(() => {
        isFollowing = false
      })
    },
    /** Of the medium, what lies in the middle of what is seen. */
    middle(): [x: number, y: number] {
      const box = find('#stage-scroll')?.getBoundingClientRect()
      const middle = box && placeOf({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 })
      return middle ? [middle.x, middle.y] : [0.5, 0.5]
    },
    zoom: () => zoom,
    tellView: looked,
    close(): void {
      clearTimeout(pending)
      this.dropAll()
      root.removeEventListener('pointermove', moved)
      root.removeEventListener('pointerout', left)
      root.removeEventListener('scroll', looked, { capture: true })
      root.removeEventListener('click', clicked)
    },
  }
}
export type StageView = ReturnType<typeof createStageView>
