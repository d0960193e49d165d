import { colorOf, inkOn, shapeOf } from '../pages/icons.ts'

/** Side of a badge on the map, CSS pixels. */
export const badgeSide = 34
const ratio = Math.min(3, Math.max(2, globalThis.devicePixelRatio || 1))

/** Colours of what is drawn on the map and is no map, as they are where it stands. */
export const readInks = (within: Element) => {
  const style = getComputedStyle(within)
  const ink = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    card: ink('card'),
    ink: ink('ink'),
    line: ink('line-strong'),
    accent: ink('accent'),
    pale: ink('badge-pale'),
    dark: ink('badge-dark'),
    font: ink('font-text') || 'sans-serif',
  }
}
export type Inks = ReturnType<typeof readInks>

export interface DotImage {
  readonly data: ImageData
  readonly pixelRatio: number
}

/**
 * Draws what an image's name says: `face:icon:color:stale`, `ground:color:wedge:stale`, `many:text`, and `name:` with
 * whatever `nameOf` makes of the rest. The shapes are those of the pages' badges.
 */
export const drawDot = (
  id: string,
  inks: Inks,
  nameOf: (key: string) => string | undefined,
): DotImage | null => {
  const [kind, ...rest] = id.split(':')
  if (kind === 'face') return face(rest[0]!, tint(rest[1]!, rest[2] === '1', inks), inks)
  if (kind === 'ground') return ground(tint(rest[0]!, rest[2] === '1', inks), rest[1] === '1', inks)
  if (kind === 'many') return many(rest.join(':'), inks)
  const name = kind === 'name' ? nameOf(rest.join(':')) : undefined
  return name === undefined ? null : label(name, inks)
}

const face = (icon: string, color: string, inks: Inks): DotImage =>
  drawn(badgeSide, badgeSide, (pen) => {
    pen.scale(badgeSide / 48, badgeSide / 48)
    disc(pen, 24, 24, 24, color)
    pen.translate(8.4, 8.4)
    pen.scale(1.3, 1.3)
    pen.fillStyle = inkOn(color) === 'pale' ? inks.pale : inks.dark
    pen.fill(new Path2D(shapeOf(icon)), 'evenodd')
  })

/** As `marker.ts` has it: in a square of 72 the badge is 44 wide, and the wedge points north. */
const ground = (color: string, hasWedge: boolean, inks: Inks): DotImage => {
  const side = (badgeSide * 76) / 44
  return drawn(side, side, (pen) => {
    pen.scale(side / 76, side / 76)
    pen.translate(2, 2)
    const shape = new Path2D(
      hasWedge ? 'M36 1 53.4 22.6a22 22 0 1 1-34.8 0Z' : 'M14 36a22 22 0 1 0 44 0a22 22 0 1 0-44 0Z',
    )
    pen.lineJoin = 'round'
    pen.lineWidth = 5
    pen.strokeStyle = inks.card
    pen.stroke(shape)
    pen.fillStyle = color
    pen.fill(shape)
  })
}

/** Many at one place: larger the more there are, by the length of their number. */
const many = (text: string, inks: Inks): DotImage => {
  const side = 34 + 6 * text.length
  return drawn(side, side, (pen) => {
    disc(pen, side / 2, side / 2, side / 2 - 1, inks.card)
    disc(pen, side / 2, side / 2, side / 2 - 3, inks.ink)
    pen.font = `600 15px ${inks.font}`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = inks.card
    pen.fillText(text, side / 2, side / 2 + 1)
  })
}

const longestName = 24

const label = (name: string, inks: Inks): DotImage => {
  const text = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
  const font = `600 12px ${inks.font}`
  const width = Math.ceil(widthOf(text, font)) + 14
  return drawn(width, 22, (pen) => {
    pen.beginPath()
    pen.roundRect(1, 1, width - 2, 20, 6)
    pen.fillStyle = inks.card
    pen.fill()
    pen.strokeStyle = inks.line
    pen.stroke()
    pen.font = font
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = inks.ink
    pen.fillText(text, width / 2, 11.5)
  })
}

const widthOf = (text: string, font: string): number => {
  const pen = document.createElement('canvas').getContext('2d')!
  pen.font = font
  return pen.measureText(text).width
}

const disc = (pen: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string) => {
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fillStyle = color
  pen.fill()
}

const drawn = (width: number, height: number, draw: (pen: CanvasRenderingContext2D) => void): DotImage => {
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * ratio)
  canvas.height = Math.ceil(height * ratio)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.scale(ratio, ratio)
  draw(pen)
  return { data: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: ratio }
}

/** What has fallen silent keeps its shape and loses its colour. */
const tint = (color: string, isStale: boolean, { accent }: Inks): string => {
  const own = colorOf(color) ?? accent
  if (!isStale || !colorOf(own)) return own
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(own.slice(at, at + 2), 16))
  const grey = 0.299 * r + 0.587 * g + 0.114 * b
  const part = (of: number) =>
    Math.round(grey * 0.9 + of * 0.1)
      .toString(16)
      .padStart(2, '0')
  return `#${part(r)}${part(g)}${part(b)}`
}
