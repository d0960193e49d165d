/** Keeps the map's middle, and what stands at its edges, out from under the sheet: below it or beside it. */
export const padMap = (
  pad: (padding: { left: number; bottom: number }) => void,
  sheet: HTMLElement,
): void => {
  const beside = matchMedia('(min-width: 48rem)')
  const measure = () => {
    const { height, right } = sheet.getBoundingClientRect()
    const padding = beside.matches ? { left: right, bottom: 0 } : { left: 0, bottom: height }
    document.documentElement.style.setProperty('--covered-left', `${padding.left}px`)
    document.documentElement.style.setProperty('--covered-bottom', `${padding.bottom}px`)
    pad(padding)
  }
  new ResizeObserver(measure).observe(sheet)
  beside.addEventListener('change', measure)
  measure()
}
