import Type from 'typebox'

/** Letters of any script, as RFC 6531 has it; no quoted local parts, no hosts without a dot. */
export const Email = Type.String({
  maxLength: 254,
  pattern:
    '^[^\\s@"(),:;<>\\[\\]\\\\\\p{C}]{1,64}@[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}-]{0,62}(\\.[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}-]{0,62}){1,8}$',
})

/** One person, one spelling: this form is stored, compared and counted. */
export const normaliseEmail = (email: string): string => email.normalize('NFC').toLowerCase()
