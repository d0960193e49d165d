/**
 * A way back that somebody brings along, if it leads to a page of our own: a path with whatever is behind it. All that a
 * browser could read as another site (`//`, `/\`, blanks and control characters that it leaves out) is none. [T-30] Letters beyond ASCII come escaped: a header, which may say where to go on, holds no others.
 */
export const ownPath = (text: string | undefined | null): string | undefined => {
  if (!text || text.length > mostChars || !/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(text)) return undefined
  const url = URL.canParse(text, anywhere) ? new URL(text, anywhere) : undefined
  return url?.origin === anywhere ? escaped(text) : undefined
}

const escaped = (path: string) => path.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent)

const mostChars = 2000
const anywhere = 'https://anywhere.invalid'
