import { create } from 'qrcode/lib/core/qrcode.js'

/** The dark squares as one path, `size` units to a side; level M reads with 15 % of it lost. */
export const squaresOf = (text: string): { path: string; size: number } => {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const start = x
      while (x < size && modules.get(y, x)) x++
      if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`
    }
  return { path, size }
}
