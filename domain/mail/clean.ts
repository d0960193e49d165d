/**
 * People write names and titles, and some write them to deceive. In a mail they are one line each, cannot turn the
 * direction of writing or hide in it, are no longer than can be read, and do not become links by themselves.
 */
export const clean = (text: string, longest = 200): string => {
  const line = unlinked(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
      .replace(hidden, '')
      .trim(),
  )
  const letters = [...line]
  return letters.length <= longest
    ? line
    : `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

/** Joiners stay: families and flags are made with them. */
const hidden = /[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** Mail programs make links of what looks like an address; a zero-width space behind each dot keeps them from it. */
const unlinked = (line: string): string =>
  /:\/\/|www\.|\.\p{L}{2,}\//iu.test(line) ? line.replace(/([.:])(?=\S)/g, '$1\u200b') : line

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
