export interface PagePolicy {
  /** The map style of the house's choice, if any. */
  readonly mapStyleUrl?: string | null
  /** A PMTiles archive, if any. */
  readonly pmtilesUrl?: string | null
  /** Further origins that the style's tiles, sprites and glyphs come from. */
  readonly mapHosts?: readonly string[]
  /** What links begin with; gives the exact address of the socket. Without it any ws: or wss: is allowed. */
  readonly publicUrl?: string
  /** `wss://…`: the server that carries calls, if any. */
  readonly callServerUrl?: string
}

/** Directives for helmet (`useDefaults: false`). Send them with `/assets/*` too: the map's worker obeys its own file's. */
export const cspFor = ({
  mapStyleUrl,
  pmtilesUrl,
  mapHosts = [],
  publicUrl,
  callServerUrl,
}: PagePolicy = {}) => {
  const maps = unique([...[mapStyleUrl, pmtilesUrl].flatMap(originOf), ...mapHosts])
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:', ...maps],
    mediaSrc: ["'self'"],
    connectSrc: ["'self'", ...socketsOf(publicUrl), ...callsAt(callServerUrl), ...maps],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
    fontSrc: ["'self'"],
    frameSrc: ["'self'"], // how a link will look in another site's page; of ours nothing else lets itself be framed
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  }
}

const socketsOf = (publicUrl: string | undefined): string[] => {
  if (!publicUrl) return ['ws:', 'wss:']
  const { protocol, host } = new URL(publicUrl)
  return [`${protocol === 'https:' ? 'wss' : 'ws'}://${host}`]
}

/** Its socket; and by HTTP at the same place it says why it let nobody in. */
const callsAt = (url: string | undefined): string[] => {
  if (!url) return []
  const { protocol, host } = new URL(url)
  return [`${protocol}//${host}`, `${protocol === 'wss:' ? 'https' : 'http'}://${host}`]
}

/** Addresses on our own origin need no entry. */
const originOf = (url: string | null | undefined): string[] =>
  url && /^https?:/.test(url) ? [new URL(url).origin] : []

const unique = (values: readonly string[]): string[] => [...new Set(values)]
