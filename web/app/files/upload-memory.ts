import type { UrlStorage } from 'tus-js-client'

/** The service keeps what is unfinished for a day. */
const day = 86_400_000
const prefix = 'fleeting.upload.'

/**
 * Where unfinished uploads of a member go on, kept in the browser so that a reload resumes them when the same file is
 * chosen again. Neither names nor contents of files are kept, and nothing for longer than a day.
 */
export const createUploadMemory = (storage: Storage, now: () => number = Date.now): UrlStorage => {
  const entries = () =>
    Object.keys(storage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const entry = read(storage.getItem(key))
        if (entry && now() - entry.at < day) return [{ key, ...entry }]
        storage.removeItem(key)
        return []
      })
  const previous = ({ key, url, at, size }: ReturnType<typeof entries>[number]) => ({
    size,
    metadata: {},
    creationTime: new Date(at).toISOString(),
    urlStorageKey: key,
    uploadUrl: url,
    parallelUploadUrls: null,
  })
  return {
    findAllUploads: async () => entries().map(previous),
    findUploadsByFingerprint: async (fingerprint) =>
      entries()
        .filter(({ key }) => key === prefix + fingerprint)
        .map(previous),
    removeUpload: async (key) => storage.removeItem(key),
    async addUpload(fingerprint, { uploadUrl, size }) {
      const key = prefix + fingerprint
      try {
        storage.setItem(key, JSON.stringify({ url: uploadUrl, at: now(), size }))
      } catch {
        // A full or closed storage: a reload begins anew, all else goes on.
      }
      return key
    },
  }
}

const read = (text: string | null): { url: string; at: number; size: number | null } | null => {
  try {
    const entry = JSON.parse(text ?? '')
    return typeof entry.url === 'string' && typeof entry.at === 'number' ? entry : null
  } catch {
    return null
  }
}

/** The same file, chosen again by the same member, has the same: its size, and a hash of what else is known of it. */
export const fingerprintOf = (
  { name, size, lastModified, type }: Pick<File, 'name' | 'size' | 'lastModified' | 'type'>,
  member: string,
): string => `${size}-${hash([member, name, lastModified, type].join('\n'))}`

/** Two rounds of FNV-1a: told apart are the files of one person, not those of an adversary. */
const hash = (text: string): string => {
  let [a, b] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x811c9dc5)
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
