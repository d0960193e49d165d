/** Somebody whom a link is made for. */
export interface Recipient {
  readonly name: string
  readonly email: string | null
}

const address = /[^\s<>()",;]+@[^\s<>()",;]+/

/**
 * A list as people paste it out of a mail or a table: `Ana <ana@example.org>, bo@example.org`, separated by commas,
 * semicolons or lines. Who is named twice is one. What has no e-mail is a name.
 */
export const recipientsIn = (text: string): Recipient[] => {
  const found = new Map<string, Recipient>()
  for (const part of partsOf(text)) {
    const email = address.exec(part)?.[0].replace(/^mailto:/i, '') ?? null
    const rest = part.replace(address, '').replace(/mailto:|[<>()"\t]/gi, ' ')
    const name = rest.replace(/\s+/g, ' ').replace(/^'|'$/g, '').trim() || nameFrom(email)
    if (name === '') continue
    found.set((email ?? name).toLowerCase(), { name, email })
  }
  return [...found.values()]
}

/** A comma within quotes belongs to a name: `"Silva, Ana" <ana@example.org>`. */
const partsOf = (text: string): string[] => text.match(/(?:"[^"\n]*"|[^",;\n])+/g) ?? []

const nameFrom = (email: string | null): string =>
  email
    ?.split('@')[0]
    ?.replace(/[._+-]+/g, ' ')
    .trim() ?? ''

/** Who was there and who came, each once; a later name of the same address counts. */
export const joined = (before: readonly Recipient[], more: readonly Recipient[]): Recipient[] => {
  const all = new Map<string, Recipient>()
  for (const one of [...before, ...more]) all.set((one.email ?? one.name).toLowerCase(), one)
  return [...all.values()]
}
