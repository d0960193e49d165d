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

/** Colours live in `tokens.css`; the map is painted outside of CSS and asks for them. */
export const readMapColours = (): MapColours => {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]),
  ) as MapColours
}
