import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { drawIcon, iconNames } from './draw.ts'

/** Writes the icons of the installed app as PNGs; all of them come from one drawing. */
export const buildIcons = async (folder: string): Promise<number> => {
  await mkdir(folder, { recursive: true })
  for (const name of iconNames) {
    const { svg, pixels } = drawIcon(name)
    await sharp(Buffer.from(svg), { density: 288 })
      .resize(pixels, pixels)
      .png({ compressionLevel: 9 })
      .toFile(join(folder, `${name}.png`))
  }
  return iconNames.length
}
