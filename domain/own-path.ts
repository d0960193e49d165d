/**
 * A way back that somebody brings along, if it leads to a page of our own: a path with whatever is behind it. All that a
 * browser could read as another site (`//`, `/\`, blanks and control characters that it leaves out) is none. [T-30]
 */
export const ownPath = (text: string | undefined | null): string | undefined => {
  if (!text || text.length > mostChars || !/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(text)) return undefined
  const url = URL.canParse(text, anywhere) ? new URL(text, anywhere) : undefined
  return url?.origin === anywhere ? text : undefined
}

const mostChars = 2000
const anywhere = 'https://anywhere.invalid'
