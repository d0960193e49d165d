import type { Readable } from 'node:stream'
import type { Shown, StreamWish } from '../domain/live/ports.ts'

/** Server-sent events, until the link ends or whoever reads them goes. Throws `rate_limited` where a network has too many. */
export type OpenStream = (shown: Shown, wish: StreamWish) => Readable
