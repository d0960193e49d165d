type End = () => unknown

const running = new Set<End>()
let areSpecsOver = false

/**
 * For what keeps this process from ending: a service, a browser, a server. Whoever starts it ends it; where they failed
 * before they could, or have waited too long, it is ended after the last spec, or at once where that is over. Answers what
 * to call once it has ended by itself.
 */
export const endWithSpecs = (end: End): (() => void) => {
  if (areSpecsOver) void tried(end)
  else running.add(end)
  return () => running.delete(end)
}

export const endLeftovers = async (): Promise<void> => {
  areSpecsOver = true
  await Promise.all([...running].map(tried))
}

const tried = async (end: End): Promise<void> => {
  running.delete(end)
  try {
    await end()
  } catch {
    // the specs have failed already
  }
}
