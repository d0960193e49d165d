import { escapeHtml } from '../../domain/share-links/handouts.ts'
import { cardSize } from './card-tags.ts'
import { colorOf, inkOn, shapeOf } from './icons.ts'

export interface CardPicture {
  /** A word or two above the title, such as what kind of thing it is. */
  readonly label: string
  /** Where the link leads: a host, and a port where there is one. */
  readonly host: string
  /** The sign in the disc: one of the vehicles', or `trip`, `album`, `asset`, `closed`. */
  readonly icon: string
  /** `#rrggbb`; anything else is the house's. */
  readonly color: string
  /** `glimpse` leaves the right side to a picture of the thing itself; `wordless` is for a machine without fonts. */
  readonly form: 'usual' | 'glimpse' | 'wordless'
}

// The colours of web/tokens.css by day: paper, ink and vermilion, and the map's.
const look = {
  paper: '#f4efe4',
  ink: '#1b2a2f',
  soft: '#55646a',
  accent: '#b23c1b',
  land: '#f6f1e6',
  sea: '#d5e2e2',
  coast: '#93adac',
  green: '#e3e9d3',
  road: '#ffffff',
  edge: '#dcd2bd',
  major: '#fbe3bf',
} as const

/** Where the title goes, in pixels, and how large it may become. */
export const titleBox = { left: 80, top: 178, width: 600, height: 300 } as const
/** Where a picture of the thing itself takes the place of map and disc. */
export const glimpseBox = {
  left: 720,
  top: 12,
  width: cardSize.width - 720,
  height: cardSize.height - 12,
} as const

const signs: Readonly<Record<string, string>> = {
  trip: shapeOf('other'),
  album:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5Zm2 8.5h10l-3.2-4.3-2.3 2.8-1.6-1.9ZM19 7.5A1.5 1.5 0 0 1 20.5 9v8.5A1.5 1.5 0 0 1 19 19H8.5A1.5 1.5 0 0 1 7 17.5h10.5A1.5 1.5 0 0 0 19 16Z',
  asset: 'M7 2.5h7l5 5v12a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2Zm6.2 1.8v4h4Z',
  closed:
    'M12 2.5a5 5 0 0 1 5 5V10h.5a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19.5v-8A1.5 1.5 0 0 1 6.5 10H7V7.5a5 5 0 0 1 5-5Zm0 2a3 3 0 0 0-3 3V10h6V7.5a3 3 0 0 0-3-3Z',
}

/**
 * A card as SVG, all but its title: paper on the left, on the right streets of a town that is nowhere, the same for
 * every link, with a disc in the thing's colour. Without fonts the town takes all of it: letters would be empty boxes.
 */
export const cardPicture = ({ label, host, icon, color, form }: CardPicture): string => {
  const disc = colorOf(color) ?? look.accent
  const sign = Object.hasOwn(signs, icon) ? signs[icon]! : shapeOf(icon)
  const { left } = titleBox
  const words = `<text x="${left}" y="130" font-size="34" font-weight="700" letter-spacing="1" fill="${look.accent}">${escapeHtml(label)}</text>
<text x="${left + 68}" y="556" font-size="32" font-weight="700" fill="${look.ink}">Fleeting<tspan dx="18" font-weight="400" fill="${look.soft}">${escapeHtml(host)}</tspan></text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${cardSize.width}" height="${cardSize.height}" font-family="sans-serif">
<rect width="1200" height="630" fill="${look.paper}"/>
${form === 'glimpse' ? '' : form === 'usual' ? town + fade + discOf(sign, disc, 950) : wideTown + discOf(sign, disc, 600)}
<rect width="1200" height="12" fill="${look.accent}"/>
${form === 'wordless' ? '' : mark + words}
</svg>`
}

const mark = `<g transform="translate(${titleBox.left} 520) scale(1.5)"><path d="M16 2a14 14 0 1 1-14 14" fill="none" stroke="${look.accent}" stroke-width="4" stroke-linecap="round"/><circle cx="16" cy="16" r="5" fill="${look.accent}"/></g>`

const fade = `<linearGradient id="fade"><stop offset="0.3" stop-color="${look.paper}"/><stop offset="1" stop-color="${look.paper}" stop-opacity="0"/></linearGradient>
<rect x="600" width="280" height="630" fill="url(#fade)"/>`

const discOf = (
  sign: string,
  color: string,
  x: number,
): string => `<circle cx="${x}" cy="309" r="142" fill="${look.ink}" fill-opacity="0.16"/>
<circle cx="${x}" cy="300" r="140" fill="#fff"/>
<circle cx="${x}" cy="300" r="126" fill="${color}"/>
<path d="${sign}" fill="${inkOn(color) === 'pale' ? '#fff' : look.ink}" fill-rule="evenodd" transform="translate(${x - 84} 216) scale(7)"/>`

const streets = [
  'M620 120L1240 40',
  'M620 250L1240 190',
  'M620 470L1240 400',
  'M620 580L1240 540',
  'M760-20L820 660',
  'M900-20L880 240L960 660',
  'M1130-20L1080 660',
]
const avenues = ['M620 350Q900 380 1010-20', 'M700 660Q860 430 1240 300']

const town = `<rect x="640" width="560" height="630" fill="${look.land}"/>
<path d="M1060 630Q1090 520 1200 480V630Z" fill="${look.sea}" stroke="${look.coast}" stroke-width="2"/>
<path d="M825 60L868 54L876 190L836 196Z M1095 230L1180 222L1170 300L1090 330Z" fill="${look.green}"/>
<g fill="none" stroke-linecap="round"><g stroke="${look.edge}">${streets.map((d) => `<path d="${d}" stroke-width="16"/>`).join('')}${avenues.map((d) => `<path d="${d}" stroke-width="26"/>`).join('')}</g>
<g stroke="${look.road}" stroke-width="12">${streets.map((d) => `<path d="${d}"/>`).join('')}</g><g stroke="${look.major}" stroke-width="21">${avenues.map((d) => `<path d="${d}"/>`).join('')}</g></g>`

/** The town is half a card wide. */
const wideTown = `<g transform="translate(-1320 -350) scale(2.1)">${town}</g>`
