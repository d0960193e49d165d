import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Shot, type Size, sizes } from './shot.ts'

const file = fileURLToPath(new URL('../../docs/pages.md', import.meta.url))

const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replace('-', ' ')

/** A picture that follows the reader’s scheme. */
const picture = ({ name, alt }: Shot, size: Size): string => `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="screenshots/${name}-${size}-dark.webp">
  <img alt="${alt}" src="screenshots/${name}-${size}-light.webp" width="${size === 'desk' ? 640 : 195}">
</picture>`

/** `docs/pages.md`: every page with its pictures. */
export const writePictureBook = (shots: readonly Shot[]): Promise<void> => {
  const chapters = shots.map((shot) => {
    const own = (Object.keys(sizes) as Size[]).filter((size) => shot.sizes?.includes(size) ?? true)
    return `## ${title(shot.name)}\n\n${shot.alt}\n\n${own.map((size) => picture(shot, size)).join('\n')}\n`
  })
  const head = `# Pages\n\nWhat there is to be seen, by day and by night. \`npm run screenshots\` takes these pictures anew, from the demo.\n`
  return writeFile(file, [head, ...chapters].join('\n'))
}
