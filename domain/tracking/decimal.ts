/** Degrees as text keep the digits they came with: `10.50` is not `10.5` to whoever compares texts. */

/** Of 1e-7 degree, as many decimals as a position keeps. */
const mostDecimals = 7

/** How many decimals a coordinate came with; a number says as many as it needs. */
export const decimalsOf = (written: string | number, e7: number): number => {
  if (typeof written === 'number') return decimalsNeeded(e7)
  const point = written.indexOf('.')
  return point < 0 ? 0 : Math.min(mostDecimals, written.length - point - 1)
}

/** 1e-7 degree, written with so many decimals. */
export const writeDegrees = (e7: number, decimals: number): string => {
  const digits = String(Math.abs(e7)).padStart(mostDecimals + 1, '0')
  const fraction = digits.slice(-mostDecimals).slice(0, decimals)
  return `${e7 < 0 ? '-' : ''}${digits.slice(0, -mostDecimals)}${fraction && `.${fraction}`}`
}

/** As many decimals as 1e-7 degree needs and no more. */
export const decimalsNeeded = (e7: number): number => {
  let decimals = mostDecimals
  for (let rest = Math.abs(e7); decimals > 0 && rest % 10 === 0; rest /= 10) decimals--
  return decimals
}
