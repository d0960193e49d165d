import type { Id } from '../schema.ts'
import type { IceServer } from '../sessions/schema.ts'
import type { IceSettings } from './ports.ts'

/**
 * What a seat finds the others by. A relay believes a name that is good until a moment (seconds since 1970 UTC) and signed
 * with the secret it shares with us: draft-uberti-behave-turn-rest-00, coturn's `use-auth-secret`. `[]`: nobody is asked.
 */
export const iceServersFor = (
  { stun, turn, minutes, sign }: IceSettings,
  seatId: Id,
  now: Date,
): readonly IceServer[] => {
  const username = `${Math.floor(now.getTime() / 1000) + minutes * 60}:${seatId}`
  return [
    ...(stun.length > 0 ? [{ urls: [...stun] }] : []),
    ...(turn.length > 0 ? [{ urls: [...turn], username, credential: sign(username) }] : []),
  ]
}
