/** Where a hand is, not more often than is of use; where it came to rest is always told. */
export const createPointer = <P>(tell: (place: P) => void, everyMs = 40) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let next: P | undefined
  const told = () => {
    timer = undefined
    if (next !== undefined) moved(next)
  }
  const moved = (place: P): void => {
    next = place
    if (timer !== undefined) return
    next = undefined
    timer = setTimeout(told, everyMs)
    tell(place)
  }
  return {
    moved,
    rest(): void {
      clearTimeout(timer)
      timer = next = undefined
    },
  }
}
