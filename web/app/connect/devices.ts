/** What a device has to be told: whom it calls, as whom, and with which key. */
export interface Line {
  /** What links begin with, without a slash at the end. */
  readonly origin: string
  readonly imei: string
  readonly ingestKey: string
}

/** The address that Traccar Client, OsmAnd and whatever speaks their protocol report to. */
export const osmandUrl = ({ origin, ingestKey }: Line): string => `${origin}/ingest/osmand/${ingestKey}`

export const owntracksUrl = ({ origin }: Pick<Line, 'origin'>): string => `${origin}/ingest/owntracks`

/**
 * Opens Traccar Client (9 and later) with its server and its identifier set; its own QR scanner and a phone's camera read
 * it alike. No web address: a camera that opened one would send the key where no app listens.
 * https://github.com/traccar/traccar-client (lib/configuration_service.dart)
 */
export const traccarLink = (line: Line): string =>
  `org.traccar.client://config?${new URLSearchParams({ url: osmandUrl(line), id: line.imei })}`

/**
 * The "online tracking" address of OsmAnd, which fills in the numbers. Without the speed: OsmAnd sends m/s where the
 * protocol wants knots; the place of its `hdop` is its accuracy in metres.
 */
export const osmandTemplate = (line: Line): string =>
  `${osmandUrl(line)}?id=${line.imei}&lat={0}&lon={1}&timestamp={2}&accuracy={3}&altitude={4}&bearing={6}`

/** https://owntracks.org/booklet/features/remoteconfig: mode 3 is HTTP; base64 is percent-encoded, a bare `+` would read as a blank. */
export const owntracksLink = (line: Line): string => {
  const config = {
    _type: 'configuration',
    mode: 3,
    url: owntracksUrl(line),
    auth: true,
    usePassword: true,
    username: line.imei,
    password: line.ingestKey,
  }
  return `owntracks:///config?inline=${encodeURIComponent(btoa(JSON.stringify(config)))}`
}

/** One position by hand: what any program would send. */
export const curlLine = (line: Line): string =>
  `curl -d 'id=${line.imei}&lat=-23.5505&lon=-46.6333' ${osmandUrl(line)}`

/** Phones and trackers reach no other machine by this name. */
export const isOnlyHere = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname)

/** A name as an identifier that nothing else on the server has: its letters, and a random tail. */
export const identifierFor = (name: string, tail: string): string => {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${letters || 'device'}-${tail}`
}

/** Five characters that are not mistaken for each other: 28 million of them. */
export const randomTail = (): string =>
  [...crypto.getRandomValues(new Uint8Array(5))]
    .map((byte) => tailLetters[byte % tailLetters.length])
    .join('')
const tailLetters = 'abcdefghjkmnpqrstuvwxyz23456789'
