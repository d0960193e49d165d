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

/** Customers' names and places are nothing for whoever signs in next. */
export const clearShelves = (): void => {
  memory.clear()
  attempt(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
  })
}

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    return undefined // pages may keep nothing here, or there is no room
  }
}
