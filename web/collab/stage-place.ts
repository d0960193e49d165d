/** A place in parts of the medium, 0 to 1 from its upper left corner. */
export interface Place {
  readonly x: number
  readonly y: number
}

const within = (value: number): number => Math.min(1, Math.max(0, value))

/** Where a point of the window lies on the medium; outside of it, at its edge. `undefined`: nothing of it is drawn yet. */
export const placeIn = (
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Place | undefined =>
  box.width === 0 || box.height === 0
    ? undefined
    : { x: within((clientX - box.left) / box.width), y: within((clientY - box.top) / box.height) }

type Scrolled = Pick<
  Element,
  'scrollLeft' | 'scrollTop' | 'scrollWidth' | 'scrollHeight' | 'clientWidth' | 'clientHeight'
>

/** What lies in the middle of what is seen of something that scrolls. */
export const middleOf = (scroll: Scrolled): Place => ({
  x: within((scroll.scrollLeft + scroll.clientWidth / 2) / Math.max(1, scroll.scrollWidth)),
  y: within((scroll.scrollTop + scroll.clientHeight / 2) / Math.max(1, scroll.scrollHeight)),
})

/** How far to scroll for a place to lie in the middle. */
export const scrolledTo = (
  scroll: Pick<Scrolled, 'scrollWidth' | 'scrollHeight' | 'clientWidth' | 'clientHeight'>,
  { x, y }: Place,
) => ({
  left: x * scroll.scrollWidth - scroll.clientWidth / 2,
  top: y * scroll.scrollHeight - scroll.clientHeight / 2,
})
