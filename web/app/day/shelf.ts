import type { MeView } from '../../../domain/accounts/schema.ts'

/**
 * What this phone keeps between two looks at the page: by member, so that nobody finds another's, and gone with the
 * sign-out. A browser that keeps nothing works on with what the page remembers.
 */
const prefix = 'fleeting-day'
const memory = new Map<string, string>()

export interface Shelf<T> {
  readonly read: () => T | undefined
  /** `undefined` takes it away. */
  readonly write: (value: T | undefined) => void
}

/** `owner`: whose it is, of which organization. */
export const shelfOf = <T>(name: string, owner: string): Shelf<T> => {
  const key = `${prefix} ${name} ${owner}`
  return {
    read() {
      const text = attempt(() => localStorage.getItem(key)) ?? memory.get(key)
      if (text === undefined) return undefined
      try {
        return JSON.parse(text) as T
      } catch {
        return undefined // somebody else wrote there
      }
    },
    write(value) {
      const text = value === undefined ? undefined : JSON.stringify(value)
      if (text === undefined) memory.delete(key)
      else memory.set(key, text)
      attempt(() => (text === undefined ? localStorage.removeItem(key) : localStorage.setItem(key, text)))
    },
  }
}

/**
 * Customers' names and places are nothing for whoever signs in next. `owner`: whose are left where they are, for one
 * whose session ran out finds their own again.
 */
export const clearShelves = (owner?: string): void => {
  const goes = (key: string) => key.startsWith(prefix) && (owner === undefined || !key.endsWith(` ${owner}`))
  for (const key of memory.keys()) if (goes(key)) memory.delete(key)
  attempt(() => {
    for (const key of Object.keys(localStorage)) if (goes(key)) localStorage.removeItem(key)
  })
}

/** Whose things these are on this phone. */
export const ownerOf = ({ me }: { readonly me: MeView }): string => `${me.tenant.id} ${me.user.id}`

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    return undefined // pages may keep nothing here, or there is no room
  }
}
