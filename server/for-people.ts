import type { Route } from './route.ts'

/**
 * What an API key may not do, whatever its role: be somebody, decide who belongs to the organization and what it allows,
 * read or erase a life, agree to something in a person's place. A copied key would do the worst of it for good.
 */
const forPeople: readonly { readonly path: RegExp; readonly methods?: readonly Route['method'][] }[] = [
  { path: /^\/api\/auth\// },
  { path: /^\/api\/privacy\// },
  { path: /^\/api\/notifications\b/ },
  { path: /^\/api\/tenants\/(members|api-keys)\b/ },
  { path: /^\/api\/albums\/accept$/ },
  { path: /^\/api\/tenants\/(current|features)$/, methods: ['put', 'patch'] },
  { path: /^\/api\/trakservice\/technicians\/:id\/(consent|rotate-key)$/, methods: ['post'] },
  { path: /^\/api\/trakservice\/location\/pings$/ },
]

/** Routes that everybody may call know no keys: whoever comes there by one is nobody in particular. */
export const isForPeople = ({ who, path, method }: Pick<Route, 'who' | 'path' | 'method'>): boolean =>
  who === 'anyone' ||
  who === 'visitor' ||
  forPeople.some((one) => one.path.test(path) && (one.methods?.includes(method) ?? true))
