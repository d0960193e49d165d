import type { AccessView } from './schema.ts'

/** A field of RFC 4180. What a spreadsheet would compute is kept from it by an apostrophe, as OWASP advises. */
export const csvField = (value: string | number | boolean | null | undefined): string => {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (fields: readonly Parameters<typeof csvField>[0][]): string =>
  `${fields.map(csvField).join(',')}\r\n`

const columns = [
  'at',
  'type',
  'country',
  'device_type',
  'browser',
  'os',
  'referrer',
  'channel',
  'is_bot',
  'seconds',
] as const satisfies readonly (keyof AccessView)[]

export const accessHeader = csvLine(columns)
/** Without a byte order mark: every value is plain ASCII, and programs would read the mark as part of the first name. */
export const accessLine = (view: AccessView): string => csvLine(columns.map((column) => view[column]))
