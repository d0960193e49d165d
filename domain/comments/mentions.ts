import { normaliseEmail } from '../accounts/email.ts'
import type { Asset } from '../assets/asset.ts'
import { maySee } from '../assets/policy.ts'
import type { Reader } from './ports.ts'

/** More are text: nobody calls a whole company with one comment. */
const mostMentions = 20

/** `@name@example.org`, not in the middle of a word; what an address is made of is said in accounts/email.ts. */
const mention =
  /(?<![^\s"'“”‘’«»„()[\]{}<>,;:.!?¡¿*_~/-])@([^\s@"(),:;<>[\]\\\p{C}]{1,64}@[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}(?:\.[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}){1,8})/gu

/** The addresses that a text mentions, in the form that they are kept in, each once. */
export const addressesIn = (text: string): readonly string[] => {
  const found = new Set<string>()
  for (const [, address = ''] of text.matchAll(mention)) {
    if (found.size === mostMentions) break
    const email = normaliseEmail(address.replace(/-+$/, ''))
    if (email.length <= 254) found.add(email)
  }
  return [...found]
}

/** Whoever may not read what is said of a file is neither named in it nor told of it. */
export const mayRead = (reader: Reader, asset: Pick<Asset, 'ownerId'>): boolean =>
  reader.sessionRole !== null || maySee(reader, asset)
