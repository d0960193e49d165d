/** What is being typed behind an `@`, up to the caret: where it begins, and how far it is. */
export interface Mentioning {
  readonly from: number
  readonly typed: string
}

/** Somebody's address is being written, or their name; `a@b.c` in the middle of a word is not. */
export const mentioningAt = (text: string, caret: number): Mentioning | null => {
  const found = /(?:^|[\s([{"'“])@([^\s@]{0,64}(?:@[^\s@]{0,100})?)$/u.exec(text.slice(0, caret))
  if (!found) return null
  const typed = found[1] ?? ''
  return { from: caret - typed.length - 1, typed }
}

/** The text with the address in the place of what was typed, and where the caret is then. */
export const mentioned = (
  text: string,
  { from, typed }: Mentioning,
  email: string,
): { text: string; caret: number } => {
  const before = `${text.slice(0, from)}@${email} `
  return { text: before + text.slice(from + 1 + typed.length).replace(/^ /, ''), caret: before.length }
}
