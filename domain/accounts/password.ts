import Type from 'typebox'
import { Problem } from '../problem.ts'

/** Slow hashes. Every method throws `unavailable` when too many are waiting already. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
  /** Costs what `verify` costs: for e-mails that nobody has. */
  spendTime(password: string): Promise<void>
}

const shortest = 8
const longest = 200

/** What may become a password, as far as a schema can say it. */
export const NewPassword = Type.String({ minLength: shortest, maxLength: longest })

/** The same password from every keyboard: composed or not, full width or not (NFKC, as RFC 8265 comes close to). */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

/** The normalised password, or `validation_failed` at `field`, which is as the client calls it. */
export const readNewPassword = (field: string, given: string, email: string): string => {
  const password = normalisePassword(given)
  const message = faultOf(password, email)
  if (message) throw new Problem('validation_failed', { errors: [{ field, message }] })
  return password
}

const faultOf = (password: string, email: string): string | undefined => {
  const length = [...password].length
  if (length < shortest || length > longest) return `must be ${shortest} to ${longest} characters`
  if (password.includes('\0') || !password.isWellFormed()) return 'has a character that no keyboard writes'
  const plain = password.toLowerCase()
  if (plain.includes(email)) return 'must not contain the e-mail'
  if (theWorst.has(plain) || new Set(plain).size === 1) return 'is among the first that anybody would try'
}

/** From the head of every published list, those of at least eight characters, and their cousins in our languages. */
const theWorst = new Set(
  `12345678 123456789 1234567890 0123456789 987654321 9876543210 123123123 12341234 11223344 112233445566 12344321
  password password1 password12 password123 passw0rd p@ssw0rd p@ssword pa55word password! password1! qwertyui
  qwertyuiop qwerty12 qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsxedc asdfghjk asdfghjkl zxcvbnm1
  abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 iloveyou iloveyou1 sunshine princess football baseball superman
  batman123 trustno1 letmein1 letmein123 welcome1 welcome123 admin123 admin1234 administrator changeme changeme1
  dragon123 monkey123 michael1 jennifer computer internet whatever starwars pokemon1 senha123 senha1234 mudar123
  minhasenha brasil123 flamengo corinthians contraseña contrasena contraseña1 contrasena1 hola1234 tequiero
  teamo123 barcelona realmadrid fleeting fleeting1 fleeting123`.split(/\s+/),
)
