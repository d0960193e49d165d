/** Without vowels, so that it spells no word, and without what looks alike on paper: 27 characters. */
const alphabet = 'bcdfghjkmnpqrstvwxz23456789'

/** A password that is easy to say on the phone: three groups of three, 42 bits. */
export const suggestedPassword = (): string => {
  const characters: string[] = []
  while (characters.length < 9) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    // What lies above the last whole alphabet would make its first letters more frequent.
    if (byte < 243) characters.push(alphabet[byte % alphabet.length]!)
  }
  return [0, 3, 6].map((at) => characters.slice(at, at + 3).join('')).join('-')
}
