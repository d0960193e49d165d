/** Resolves once the frame that is being made is on the screen: what is heavy and can wait begins then. */
export const afterPaint = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.hidden)
      resolve() // nothing is painted, so nothing is waited for
    else requestAnimationFrame(() => setTimeout(resolve))
  })
