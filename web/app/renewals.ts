const name = 'fleeting-renewals'
const lot = 2000

/** How often the browser's session was renewed, by whichever tab; null where pages may keep nothing. */
export const renewals = (): string | null => {
  try {
    return localStorage.getItem(name) ?? '0'
  } catch {
    return null
  }
}

export const countRenewal = (): void => {
  try {
    localStorage.setItem(name, String(Number(renewals()) + 1))
  } catch {} // then the other tabs renew once more
}

/**
 * A refresh token is used once; two tabs that used the same would end the session for both. Tabs take turns by a lock;
 * pages without https have none and draw lots for who comes first.
 */
export const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (navigator.locks) return navigator.locks.request(name, work)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * lot))
  return work()
}
