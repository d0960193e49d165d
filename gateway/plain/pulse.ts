/** Beats from the first `start` until `stop`: a service without such connections has no timer for them. */
export const createPulse = (everyMs: number, beat: () => void) => {
  let timer: NodeJS.Timeout | undefined
  return {
    start(): void {
      timer ??= setInterval(beat, everyMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}
