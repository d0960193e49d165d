import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Keyed hashes to find secrets by, and sealed boxes to keep those in that their owner may read again. */
export interface Vault {
  /** A new secret for people and devices to hold: 16 random bytes as 22 characters of base64url. */
  createToken(): string
  /** The same with 32 bytes, 43 characters, for what lives long. */
  createSecret(): string
  /** HMAC-SHA-256, one space a purpose: a link's hash says nothing about a device's. */
  hash(purpose: Purpose, secret: string): Buffer
  /** AES-256-GCM bound to `context`: what was sealed for one row opens in no other. Layout: nonce 12, tag 16, text. */
  seal(context: string, text: string): Buffer
  /** Throws when the box was changed, moved, or sealed under another key. */
  open(context: string, box: Buffer): string
}
export type Purpose = 'link' | 'device' | 'refresh' | 'csrf' | 'reset' | 'pseudonym' | 'api_key'

/** `key` is any text of at least 32 characters; every use gets a key of its own, derived from it (HKDF, RFC 5869). */
export const createVault = (key: string): Vault => {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `fleeting ${use}`, 32))
  const sealKey = derive('seal')
  const hashKey = (use: string) => createSecretKey(derive(`hash ${use}`)) // prepared once, not for every hash
  const hashKeys: Record<Purpose, KeyObject> = {
    link: hashKey('link'),
    device: hashKey('device'),
    refresh: hashKey('refresh'),
    csrf: hashKey('csrf'),
    reset: hashKey('reset'),
    pseudonym: hashKey('pseudonym'),
    api_key: hashKey('api_key'),
  }

  return {
    createToken: () => randomBytes(16).toString('base64url'),

    createSecret: () => randomBytes(32).toString('base64url'),

    hash: (purpose, secret) => createHmac('sha256', hashKeys[purpose]).update(secret).digest(),

    seal(context, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    },

    open(context, box) {
      const decipher = createDecipheriv('aes-256-gcm', sealKey, box.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(context)).setAuthTag(box.subarray(12, 28))
      return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

/** `undefined` where the vault cannot: the box was sealed under another key. */
export const openOrNothing = (vault: Vault, context: string, box: Buffer): string | undefined => {
  try {
    return vault.open(context, box)
  } catch {
    return undefined
  }
}

/** In constant time, whatever the lengths. */
export const isSameSecret = (a: string, b: string): boolean => {
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** UUID version 7 (RFC 9562): 48 bits of milliseconds, then random, so that ids sort by the order of creation. */
export const createUuidV7 = (now: number): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
