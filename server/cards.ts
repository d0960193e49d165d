import sharp from 'sharp'
import { cleanText, escapeHtml } from '../domain/share-links/handouts.ts'
import { type CardPicture, cardPicture, glimpseBox, titleBox } from '../web/pages/card-picture.ts'
import { cardSize } from '../web/pages/card-tags.ts'
import { createTurns } from './turns.ts'

export interface CardToDraw extends Omit<CardPicture, 'form'> {
  readonly title: string
  /** A small picture of the thing itself; `etag` names its content. */
  readonly glimpse: { readonly etag: string; read(): Promise<Buffer> } | undefined
}

export type Cards = ReturnType<typeof createCards>

/** Under 100 kB each. */
const remembered = 64

/**
 * Draws cards as PNG. Drawing takes a tenth of a second of a processor: one at a time, few waiting (`unavailable` for
 * the rest), and what was drawn is remembered by all that it shows.
 */
export const createCards = ({ atOnce = 1, waiting = 16 } = {}) => {
  const inTurn = createTurns(atOnce, waiting)
  const drawn = new Map<string, Promise<Buffer>>()

  return (card: CardToDraw): Promise<Buffer> => {
    const { glimpse, ...words } = card
    const key = JSON.stringify([words, glimpse?.etag])
    const known = drawn.get(key)
    const picture = known ?? inTurn(() => draw(card))
    drawn.delete(key)
    drawn.set(key, picture)
    if (drawn.size > remembered) drawn.delete(drawn.keys().next().value!)
    if (!known)
      picture.catch(() => {
        if (drawn.get(key) === picture) drawn.delete(key)
      })
    return picture
  }
}

const draw = async (card: CardToDraw): Promise<Buffer> => {
  const hasWords = await hasFonts()
  const box = hasWords ? glimpseBox : { ...glimpseBox, left: 0, width: cardSize.width }
  const glimpse = card.glimpse && (await glimpseImage(card.glimpse, box))
  const title = hasWords ? await titleImage(card.title) : undefined
  const form = !hasWords ? 'wordless' : glimpse ? 'glimpse' : 'usual'
  return sharp(Buffer.from(cardPicture({ ...card, form })))
    .composite([
      ...(glimpse ? [{ input: glimpse, left: box.left, top: box.top }] : []),
      ...(title ? [{ input: title, left: titleBox.left, top: titleBox.top }] : []),
    ])
    .png({ palette: true, effort: 3 }) // a chat refuses pictures that are too heavy
    .toBuffer()
}

let fonts: Promise<boolean> | undefined

/** Without any, each letter is the same empty box. */
const hasFonts = (): Promise<boolean> => {
  const widthOf = async (text: string) =>
    (
      await sharp({ text: { text, font: 'sans-serif 40' } })
        .png()
        .toBuffer({ resolveWithObject: true })
    ).info.width
  fonts ??= Promise.all([widthOf('iiiiiiii'), widthOf('WWWWWWWW')]).then(
    ([narrow, wide]) => wide > narrow * 1.5,
    () => false,
  )
  return fonts
}

/** A picture that cannot be read leaves the card as it is without one. */
const glimpseImage = async (
  { read }: NonNullable<CardToDraw['glimpse']>,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Buffer | undefined> => {
  try {
    return await sharp(await read(), { limitInputPixels: 25_000_000 })
      .rotate()
      .resize(width, height, { fit: 'cover', position: 'attention' })
      .flatten({ background: '#ffffff' })
      .png({ compressionLevel: 1 })
      .toBuffer()
  } catch {
    return undefined
  }
}

/** From the size of a headline down to what a long title needs; what is longer still is cut. */
const attempts = [
  { size: 84, most: 200 },
  { size: 64, most: 200 },
  { size: 48, most: 200 },
  { size: 48, most: 100 },
  { size: 48, most: 50 },
] as const

/** Broken into lines as its script wants it. Nothing where the machine has no fonts. */
const titleImage = async (title: string): Promise<Buffer | undefined> => {
  for (const { size, most } of attempts) {
    const markup = `<span foreground="#1b2a2f">${escapeHtml(cleanText(title, most))}</span>`
    const text = {
      ...{ text: markup, font: `sans-serif bold ${size}`, dpi: 72, width: titleBox.width },
      ...({ rgba: true, wrap: 'word-char', spacing: 4 } as const),
    }
    try {
      const { data, info } = await sharp({ text })
        .png({ compressionLevel: 1 })
        .toBuffer({ resolveWithObject: true })
      if (info.height <= titleBox.height && info.width <= titleBox.width) return data
    } catch {
      return undefined
    }
  }
  return undefined
}
