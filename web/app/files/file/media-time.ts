/** Seconds as comments have them: `HH:MM:SS.mmm`, to the tenth. */
export const mediaTime = (seconds: number): string => {
  const tenths = Math.floor(seconds * 10 + 1e-6)
  const [h, m, s] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, Math.floor(tenths / 10) % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(h)}:${two(m)}:${two(s)}.${tenths % 10}`
}

export const secondsOf = (time: string): number =>
  time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
