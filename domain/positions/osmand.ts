import { decodeOsmandJson } from './osmand-json.ts'
import { invalid, type OsmandMessage } from './osmand-message.ts'
import { decodeOsmandPairs } from './osmand-pairs.ts'

export type { OsmandMessage } from './osmand-message.ts'

/** One HTTP request, whatever its method. `query` is the URL's part after the question mark. */
export interface OsmandRequest {
  readonly contentType: string | undefined
  readonly query: URLSearchParams | string
  readonly body: string | Uint8Array
}

/** Characters (or bytes) of query and of body; one position needs a tenth. */
const mostChars = 16_384

/**
 * Reads a request of the OsmAnd / Traccar Client protocol, in any of the shapes that the app has used: JSON body (9.x),
 * query string (up to 8.x) or form body (10.x). Which one it is follows Traccar's `OsmAndProtocolDecoder`: a JSON
 * content type wins, then a URL with parameters, else the body is a form. `now` in ms: the time of a message that has
 * none. Format: https://www.traccar.org/osmand/ and the app's own requests.
 */
export const decodeOsmand = ({ contentType, query, body }: OsmandRequest, now: number): OsmandMessage => {
  const isJson = /^\s*application\/json\b/i.test(contentType ?? '')
  const queryText = typeof query === 'string' ? query : query.toString()
  if (queryText.length > mostChars || body.length > mostChars)
    return invalid(isJson ? 'json' : 'pairs', 'the request is too large', 413)
  const bodyText = typeof body === 'string' ? body : new TextDecoder().decode(body)
  if (isJson) return decodeOsmandJson(bodyText, now)
  const inUrl = typeof query === 'string' ? new URLSearchParams(query) : query
  return decodeOsmandPairs(inUrl.size > 0 ? inUrl : new URLSearchParams(bodyText), now)
}
