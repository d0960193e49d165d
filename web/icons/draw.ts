/** The mark: a ring that runs out, and what moves in it. In units of 32. */
const mark = (ink: string) =>
  `<path d="M16 2a14 14 0 1 1-14 14" fill="none" stroke="${ink}" stroke-width="4" stroke-linecap="round"/><circle cx="16" cy="16" r="5" fill="${ink}"/>`

/** As in tokens.css: `--paper` and `--accent` by day. */
export const iconColors = { paper: '#f4efe4', accent: '#b23c1b' } as const

export const iconNames = ['icon-192', 'icon-512', 'maskable-512', 'monochrome-512', 'apple-180'] as const
export type IconName = (typeof iconNames)[number]

/** `share`: how much of the square the mark takes; what launchers cut round keeps to the middle 80 %. */
const square = (share: number, ground: string | null, ink: string, radius = 0): string => {
  const scale = (100 * share) / 32
  const edge = (100 - 32 * scale) / 2
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">' +
    (ground ? `<rect width="100" height="100" rx="${radius}" fill="${ground}"/>` : '') +
    `<g transform="translate(${edge} ${edge}) scale(${scale})">${mark(ink)}</g></svg>`
  )
}

/** Each as an SVG, with the pixels that it becomes. */
export const drawIcon = (name: IconName): { svg: string; pixels: number } => {
  const pixels = Number(name.split('-')[1])
  const { paper, accent } = iconColors
  if (name === 'monochrome-512') return { svg: square(0.72, null, '#fff'), pixels }
  if (name === 'maskable-512') return { svg: square(0.5, paper, accent), pixels }
  if (name === 'apple-180') return { svg: square(0.6, paper, accent), pixels }
  return { svg: square(0.62, paper, accent, 22), pixels }
}
