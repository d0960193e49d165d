import type * as Parts from './parts.ts'

/** A bearer token of the service, or what answers one: it is asked before every call, so that it may be renewed. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>)

export interface Settings {
  /** Where the service is; without it, where this script came from. */
  readonly url?: string
  readonly token?: Token
  /** `en`, `pt-BR` or `es`; without it, the page's language, then the browser's. */
  readonly lang?: string
}

let scriptHome: string | undefined
let loadParts: (home: string) => Promise<typeof Parts>
let defaults: Settings = {}

/** Said once by whichever build runs: where its script lies, and how what is seldom needed is fetched. */
export const settle = (scriptUrl: string | undefined, load: typeof loadParts): void => {
  scriptHome = scriptUrl && /^https?:/.test(scriptUrl) ? new URL('..', scriptUrl).href : undefined
  loadParts = load
}

/** What everything that is made afterwards begins with. */
export const configure = (settings: Settings): void => {
  defaults = { ...defaults, ...settings }
}

export const settingsOf = ({ url, token, lang }: Settings): Settings => ({
  url: homeOf(url),
  ...((token ?? defaults.token) !== undefined && { token: token ?? defaults.token! }),
  ...((lang ?? defaults.lang) !== undefined && { lang: lang ?? defaults.lang! }),
})

/** The service's address, without a slash at its end. Links are made of it, so it is none that a browser would run. */
export const homeOf = (url?: string): string => {
  const home = new URL(url ?? defaults.url ?? scriptHome ?? location.origin, location.href)
  if (!/^https?:$/.test(home.protocol)) throw new TypeError(`${home.protocol} is no address of a service`)
  return home.href.replace(/\/+$/, '')
}

export const partsOf = (home: string): Promise<typeof Parts> => loadParts(home)
