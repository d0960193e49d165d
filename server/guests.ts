import type { Guest, GuestTickets } from '../domain/guests.ts'
import { cookieOf } from './auth.ts'
import { fingerprintOf } from './gate.ts'
import { openOrNothing, type Vault } from './secrets.ts'

const prefix = 'flg1.'
/** What a guest wrote stays theirs to change for this long. */
export const guestSeconds = 90 * 86_400

/** A guest's ticket on the wire: sealed, so that nobody reads, changes or makes one. */
export const createGuestTickets = (vault: Vault): GuestTickets => ({
  write: (guest) => prefix + vault.seal('guest', JSON.stringify(guest)).toString('base64url'),
  read(text) {
    if (!text.startsWith(prefix) || text.length > 1000) return undefined
    const box = Buffer.from(text.slice(prefix.length), 'base64url')
    const json = box.length > 28 ? openOrNothing(vault, 'guest', box) : undefined
    return json === undefined ? undefined : (JSON.parse(json) as Guest)
  },
})

const cookieName = (ref: string) => `fleeting_guest_${fingerprintOf(ref)}`

/** The ticket that a request brings for this link. */
export const guestIn = (cookieHeader: string | undefined, ref: string): string | undefined =>
  cookieOf(cookieHeader, cookieName(ref))

/** What leaves a guest's ticket with a browser. No script reads it. */
export const guestCookie = (publicUrl: string, ref: string, ticket: string): string =>
  `${cookieName(ref)}=${ticket}; Path=/; Max-Age=${guestSeconds}; HttpOnly; SameSite=Lax${publicUrl.startsWith('https://') ? '; Secure' : ''}`

const seatCookieName = 'fleeting_seat'

/**
 * The link by which a browser has joined a session, for the plain WebSocket of that session: its address names no link,
 * and a page that opens it can say nothing beforehand. It goes to that address alone.
 */
export const seatCookie = (publicUrl: string, sessionId: string, ref: string): string =>
  `${seatCookieName}=${ref}; Path=/ws/collaboration/${sessionId}; Max-Age=${guestSeconds}; HttpOnly; SameSite=Lax${publicUrl.startsWith('https://') ? '; Secure' : ''}`

export const seatLinkIn = (cookies: string): string | undefined => cookieOf(cookies, seatCookieName)
