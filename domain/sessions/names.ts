import type { Participant } from './session.ts'

const longest = 60

/**
 * A name as others may see it: one line, without what shows as nothing or turns the direction of writing. `undefined`
 * where nothing is left to see.
 */
export const cleanName = (text: string): string | undefined => {
  const line = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(hidden, '')
    .replace(piled, '$1')
    .trim()
  if (!/[^\s\p{Cf}\p{M}]/u.test(line)) return undefined
  return cut(line, longest)
}

/** Joiners stay: words of some languages, and pictures of people, are made with them. */
const hidden =
  /[\p{Bidi_Control}\p{Cn}\p{Co}\u00ad\u115f\u1160\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** No language sets so many marks on one letter; more of them cover the lines above and below. */
const piled = /(\p{M}{4})\p{M}+/gu

const cut = (text: string, most: number): string => [...text].slice(0, most).join('').trim()

/** Two names that a reader takes for one. */
export const foldedName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()

/** The name where nobody else of the session has it, or else with a number behind it. */
export const distinctName = (
  name: string,
  others: readonly Pick<Participant, 'name' | 'removedAt'>[],
): string => {
  const taken = new Set(others.map((other) => foldedName(other.name)))
  if (!taken.has(foldedName(name))) return name
  for (let number = 2; ; number++) {
    const suffix = ` ${number}`
    const numbered = cut(name, longest - suffix.length) + suffix
    if (!taken.has(foldedName(numbered))) return numbered
  }
}
