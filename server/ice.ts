import { createHmac } from 'node:crypto'
import type { IceSettings } from '../domain/calls/ports.ts'
import type { Config } from './config.ts'

/** How browsers find each other, as the settings say it. */
export const iceSettingsOf = ({
  ICE_SERVERS = '',
  TURN_SECRET = '',
  TURN_MINUTES,
}: Pick<Config, 'ICE_SERVERS' | 'TURN_SECRET' | 'TURN_MINUTES'>): IceSettings => {
  const urls = ICE_SERVERS.split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
  return {
    stun: urls.filter((url) => url.startsWith('stun')),
    turn: urls.filter((url) => url.startsWith('turn')),
    minutes: TURN_MINUTES,
    // SHA-1 is what relays of this kind check; as a keyed hash it is sound still.
    sign: (text) => createHmac('sha1', TURN_SECRET).update(text).digest('base64'),
  }
}
