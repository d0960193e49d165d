export type Strength = 'short' | 'weak' | 'fair' | 'strong'

const shortest = 8

/**
 * How hard a password is to guess, roughly: length counts most, repeated characters count once, and what stands in the
 * e-mail counts for nothing. A hint for whoever types; what is refused, the service decides. [ST-5]
 */
export const strengthOf = (password: string, email = ''): Strength => {
  const whole = [...password.normalize('NFKC')]
  if (whole.length < shortest) return 'short'
  const name = email.split('@')[0]!.toLowerCase()
  const own = name.length > 2 ? password.toLowerCase().replaceAll(name, '') : password
  const letters = new Set(own.toLowerCase()).size
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(own)).length
  const length = Math.min([...own].length, 1.5 * letters)
  if (length < 10 || letters < 6) return 'weak'
  return length >= 14 || (length >= 12 && kinds >= 3) ? 'strong' : 'fair'
}
