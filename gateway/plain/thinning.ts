/** Passes the first of a burst on at once, and then the newest every so often. */
export const createThinning = <T>(act: (newest: T) => void, everyMs: number) => {
  let waiting: { readonly value: T } | undefined
  let timer: NodeJS.Timeout | undefined

  const turn = (): void => {
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = undefined
    timer = setTimeout(turn, everyMs).unref()
    act(value)
  }
  return {
    take(value: T): void {
      waiting = { value }
      if (!timer) turn()
    },
    stop(): void {
      clearTimeout(timer)
      waiting = undefined
    },
  }
}
