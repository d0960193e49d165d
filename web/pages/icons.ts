import { html, type Node } from './html.ts'

/** Drawn in a square of 24, in `currentColor`. */
const shapes: Readonly<Record<string, string>> = {
  car: 'M5.2 10.5 6.7 6.4A2 2 0 0 1 8.6 5h6.8a2 2 0 0 1 1.9 1.4l1.5 4.1A2.5 2.5 0 0 1 21 13v4.5a1 1 0 0 1-1 1h-1a1 1 0 0 1-1-1V17H6v.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V13a2.5 2.5 0 0 1 2.2-2.5ZM7.2 10.4h9.6l-1.2-3.3a.6.6 0 0 0-.5-.4H8.9a.6.6 0 0 0-.5.4ZM6.6 14.9a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Zm10.8 0a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Z',
  van: 'M2.5 7A2 2 0 0 1 4.5 5h9.9a2 2 0 0 1 1.6.8l3.2 4.2 1.4.5a2 2 0 0 1 1.4 1.9V16a1 1 0 0 1-1 1h-1.1a2.7 2.7 0 0 1-5.3 0H9.9a2.7 2.7 0 0 1-5.3 0H3.5a1 1 0 0 1-1-1Zm11 .2V10h3.4l-2.1-2.8ZM7.2 18a1.2 1.2 0 1 0 0-2.5 1.2 1.2 0 0 0 0 2.5Zm10 0a1.2 1.2 0 1 0 0-2.5 1.2 1.2 0 0 0 0 2.5Z',
  truck:
    'M1.5 6.5a1.5 1.5 0 0 1 1.5-1.5h9.5A1.5 1.5 0 0 1 14 6.5V16H9.7a2.7 2.7 0 0 0-5-.2L1.5 16Zm13.5 2h3.2a1.5 1.5 0 0 1 1.3.7l2.7 4.2a1.5 1.5 0 0 1 .3.8V16a1 1 0 0 1-1 1h-.4a2.7 2.7 0 0 0-5.2-.9L15 16Zm1.6 1.6v2.6h3.6l-1.7-2.6ZM7.2 18.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Zm11.3 0a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z',
  bus: 'M6 3h12a2 2 0 0 1 2 2v12a1.5 1.5 0 0 1-1 1.4V20a1 1 0 0 1-1 1h-1a1 1 0 0 1-1-1v-1.5H8V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-1.6A1.5 1.5 0 0 1 4 17V5a2 2 0 0 1 2-2Zm.2 2.6v6h11.6v-6Zm1.3 10.6a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Zm9 0a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Z',
  bike: 'M14 4h3.1a1 1 0 0 1 1 .8l1 4.7a4.4 4.4 0 1 1-1.7.5l-.3-1.3-3.9 5.6a1 1 0 0 1-.8.4H9.9a4.4 4.4 0 1 1-1-4.4l1-1.8-.5-1.3H8a.9.9 0 1 1 0-1.8h4a.9.9 0 1 1 0 1.8h-.7l.5 1.3h4.6l-.5-2.7H14A.9.9 0 1 1 14 4ZM5.7 16.5a2.7 2.7 0 1 0 0-5.3 2.7 2.7 0 0 0 0 5.3Zm13.6 0a2.7 2.7 0 1 0 0-5.3 2.7 2.7 0 0 0 0 5.3Zm-7-3.6 2.8-4h-3.4l-1 1.8a4.4 4.4 0 0 1 .3 2.2Z',
  boat: 'M11 3.5a1 1 0 0 1 1.9-.4l5 9.5a.6.6 0 0 1-.6.9H12a1 1 0 0 1-1-1ZM9.3 6.3v6.6a.6.6 0 0 1-.6.6H5.5a.6.6 0 0 1-.5-.9l3.2-6.5a.6.6 0 0 1 1.1.2ZM3.4 15.2h17.2a.8.8 0 0 1 .7 1.1l-1.4 3.1a2 2 0 0 1-1.8 1.1H5.9a2 2 0 0 1-1.8-1.1l-1.4-3.1a.8.8 0 0 1 .7-1.1Z',
  person:
    'M12 2.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM9.5 10.4h5a2.5 2.5 0 0 1 2.5 2.5V16a1 1 0 0 1-1.6.8l-.3 3.7a1 1 0 0 1-1 .9H9.9a1 1 0 0 1-1-.9l-.3-3.7A1 1 0 0 1 7 16v-3.1a2.5 2.5 0 0 1 2.5-2.5Z',
  other:
    'M12 2.5a6.8 6.8 0 0 1 6.8 6.8c0 4.7-5 10.2-6.2 11.5a.8.8 0 0 1-1.2 0C10.2 19.5 5.2 14 5.2 9.3A6.8 6.8 0 0 1 12 2.5Zm0 4.2a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2Z',
}

export const shapeOf = (icon: string): string => (Object.hasOwn(shapes, icon) ? shapes[icon]! : shapes.other!)

/** A disc in the subject's colour. Colours are attributes here because the policy allows no style in the markup. */
export const Badge = ({ icon, color }: { icon: string; color: string }): Node =>
  html`<svg class=${`badge badge-${inkOn(color)}`} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="24" fill=${colorOf(color)} />
    <path d=${shapeOf(icon)} transform="translate(8.4 8.4) scale(1.3)" fill-rule="evenodd" />
  </svg>`

/** Line drawings for buttons and facts, two units thick. */
const strokes = {
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  share: 'M12 15V3m0 0L8 7m4-4 4 4M5 12v8h14v-8',
  target: 'M12 2v4m0 12v4M2 12h4m12 0h4M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z',
  eye: 'M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  plus: 'M12 5v14M5 12h14',
  out: 'M14 4h6v6m0-6-9 9M18 14v6H4V6h6',
  down: 'M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M5 20h14',
  before: 'M15 5l-7 7 7 7',
  after: 'M9 5l7 7-7 7',
  microphone: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  'microphone-off':
    'M15 9.5V6a3 3 0 0 0-5.8-1M9 9v3a3 3 0 0 0 4.6 2.5M5.5 11.5A6.5 6.5 0 0 0 16 16.7M12 18v3M4 4l16 16',
  screen: 'M3 5h18v11H3zM8 20h8M12 16v4',
  'hang-up':
    'M3.5 14.5c0-1 .3-2 1-2.6a11.5 11.5 0 0 1 15 0c.7.6 1 1.6 1 2.6v.8a1 1 0 0 1-1.2 1l-3-.7a1 1 0 0 1-.8-1v-2a11 11 0 0 0-7 0v2a1 1 0 0 1-.8 1l-3 .7a1 1 0 0 1-1.2-1Z',
  play: 'M7 4.5l12 7.5-12 7.5z',
  pause: 'M8 5v14M16 5v14',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5L13 16l3-3 4 4M15.5 8.6v.1',
  video: 'M4 5h16v14H4zM10 9l5 3-5 3z',
  audio:
    'M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  pdf: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  document: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  other: 'M6 3h8l4 4v14H6zM14 3v4h4',
  map: 'M9 4 3.5 6.5v13L9 17l6 3 5.5-2.5v-13L15 7 9 4ZM9 4v13M15 7v13',
  van: 'M3 6h10v10H3zM13 9h4l4 4v3h-8zM7 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM17 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  wrench:
    'M14.5 6.5a4 4 0 0 1 5-1.5l-2.6 2.6 1.5 1.5L21 6.5a4 4 0 0 1-5.4 5L8 19.1a2 2 0 0 1-2.9-2.9l7.6-7.6a4 4 0 0 1 1.8-2.1Z',
  folder: 'M3 6h6l2 2h10v11H3z',
  album: 'M4 7h13v13H4zM8 7V4h12v12h-3M4 17l4-4 3 3 2-2 4 4',
  trip: 'M6 21s-3-3.4-3-6a3 3 0 0 1 6 0c0 2.6-3 6-3 6ZM18 9s-3-3.4-3-6a3 3 0 0 1 6 0c0 2.6-3 6-3 6ZM9.5 20H15a3 3 0 0 0 0-6h-2a3 3 0 0 1 0-6h2',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM19 12l2-1-1-3-2.2.3a7 7 0 0 0-1.4-1.4L16.7 4.7 14 3.5l-1.2 1.8h-1.6L10 3.5 7.3 4.7l.3 2.2a7 7 0 0 0-1.4 1.4L4 8l-1 3 2 1-2 1 1 3 2.2-.3a7 7 0 0 0 1.4 1.4l-.3 2.2 2.7 1.2 1.2-1.8h1.6l1.2 1.8 2.7-1.2-.3-2.2a7 7 0 0 0 1.4-1.4L20 16l1-3Z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15ZM10 20.5a2 2 0 0 0 4 0',
  people:
    'M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM3.5 19a5.5 5.5 0 0 1 11 0M16 5.5a3 3 0 0 1 0 5.5M17 14a5 5 0 0 1 3.5 5',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 21a7.5 7.5 0 0 1 15 0',
  more: 'M5 11.4a.6.6 0 1 1 0 1.2a.6.6 0 0 1 0-1.2ZM12 11.4a.6.6 0 1 1 0 1.2a.6.6 0 0 1 0-1.2ZM19 11.4a.6.6 0 1 1 0 1.2a.6.6 0 0 1 0-1.2Z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 21 21',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  pencil: 'M4 20l1-4L16 5l3 3L8 19ZM14 7l3 3',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 4 2.5 20h19ZM12 10v4M12 17v.1',
  lock: 'M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2',
  chart: 'M4 20V4M4 20h16M8 17v-5M12.5 17V8M17 17v-7',
  up: 'M12 20V8m0 0-4.5 4.5M12 8l4.5 4.5M5 4h14',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h3v3M20 14v.1M17 20h3v-3M14 20v.1',
  mail: 'M3 6h18v13H3zM3 7l9 7 9-7',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  phone: 'M7 2.5h10v19H7zM11 18.5h2',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  speech: 'M4 5h16v11H10l-4 4v-4H4z',
  sort: 'M8 4v16m0 0-4-4m4 4 4-4M16 20V4m0 0-4 4m4-4 4 4',
  camera: 'M4 8h4l1.5-3h5L16 8h4v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  rows: 'M4 6h16M4 12h16M4 18h16',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  grip: 'M9 5v.1M15 5v.1M9 12v.1M15 12v.1M9 19v.1M15 19v.1',
  print: 'M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z',
  pin: 'M12 21.5s-7-7-7-12a7 7 0 0 1 14 0c0 5-7 12-7 12ZM12 7.5a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Z',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM11 12l9-9M16 7l3 3',
} as const
export type GlyphName = keyof typeof strokes

export const Glyph = ({ name }: { name: GlyphName }): Node =>
  html`<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${strokes[name]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
  </svg>`

/** What owners choose is `#rrggbb`; anything else takes the house's colour from the style sheet. */
export const colorOf = (color: string): string | undefined =>
  /^#[0-9a-f]{6}$/i.test(color) ? color : undefined

/** Which ink reads better on the colour. */
export const inkOn = (color: string): 'pale' | 'dark' => {
  if (!colorOf(color)) return 'pale'
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.36 ? 'dark' : 'pale'
}

const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
