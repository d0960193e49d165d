/** Names that Windows keeps for devices, with or without an ending. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i
/** Control characters, and those that show as nothing or turn the direction of writing. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const forbidden = /[<>:"|?*]/g
const mostBytes = 255

/**
 * A file's name for people and for saving: the last part of whatever path came, without what hides, turns or breaks a
 * name on some system, at most 255 bytes of UTF-8, its ending kept. Never a key, never a path.
 */
export const displayName = (given: string | undefined): string => {
  const last = (given ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const visible = last
    .replace(unseen, '')
    .replace(forbidden, '_')
    .trim()
    .replace(/[. ]+$/, '')
  const bare = visible.replace(/^\.+$/, '')
  if (bare === '') return 'file'
  return shortened(reserved.test(bare) ? `_${bare}` : bare)
}

const shortened = (name: string): string => {
  if (bytesOf(name) <= mostBytes) return name
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : ''
  const stem = [...name.slice(0, name.length - ending.length)]
  let left = mostBytes - bytesOf(ending)
  const kept = stem.slice(
    0,
    stem.findIndex((character) => {
      left -= bytesOf(character)
      return left < 0
    }),
  )
  return kept.join('').trimEnd() + ending
}

const encoder = new TextEncoder()
const bytesOf = (text: string): number => encoder.encode(text).length

/** The name without its ending, as a title until somebody writes a better one. */
export const titleOf = (filename: string): string => {
  const stem = filename.replace(/(?<=.)\.[^.]{1,15}$/, '').trim()
  return [...(stem || filename)].slice(0, 200).join('')
}

/** `photo.heic` of WebP bytes is saved as `photo.webp`. */
export const withEnding = (filename: string, ending: string): string => `${titleOf(filename)}.${ending}`
