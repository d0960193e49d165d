/** Whoever leaves while something is being written is asked by the browser first. Gives back what ends that. */
export const keepUnsent = (root: HTMLElement): (() => void) => {
  const ask = (event: BeforeUnloadEvent): void => {
    const fields = [...root.querySelectorAll<HTMLTextAreaElement>('.composer textarea')]
    if (fields.some(({ value }) => value.trim() !== '')) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
