/**
 * What goes on in this page for one member beyond a single view of it: it has to end with their session, or the next
 * one's would speak for them.
 */
const endings = new Set<() => void>()

/** Runs once, when the member who is signed in now is not any more. */
export const whenLeft = (end: () => void): void => {
  endings.add(end)
}

export const leaveHere = (): void => {
  const due = [...endings]
  endings.clear()
  for (const end of due) end()
}
