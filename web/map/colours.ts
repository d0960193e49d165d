/** The map's colours, by the name their token has after `--map-`. */
const names = [
  'sea',
  'land',
  'coast',
  'graticule',
  'grid',
  'grid-strong',
  'water',
  'green',
  'building',
  'road',
  'road-edge',
  'road-major',
  'text',
] as const
export type MapColours = Readonly<Record<(typeof names)[number], string>>

/** Colours live in `tokens.css`; the map is painted outside of CSS and asks for them, as they are where it stands. */
export const readMapColours = (within: Element): MapColours => {
  const style = getComputedStyle(within)
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]),
  ) as MapColours
}
