import { createHash } from 'node:crypto'
import { type BasedOn, versionOf } from '../domain/versions.ts'
import { Answer } from './route.ts'

/**
 * Two parts: the version, which is what If-Match is judged by, and a digest of all that is shown. So a cache notices
 * whatever changed in the answer, and a change does not fail for what is none of its business.
 */
export const etagOf = (version: string, view: unknown): string => {
  const digest = createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 11)
  return `"${version}.${digest}"`
}

/** What there is, with what a change of it may name in If-Match. */
export const versionedAnswer = (of: { readonly updatedAt: Date }, view: unknown, status = 200): Answer =>
  new Answer(view, { status, headers: { ETag: etagOf(versionOf(of), view) } })

/**
 * What If-Match names (RFC 9110, 13.1.1). A weak ETag (`W/…`) is none that a change can stand on, and what is no ETag at
 * all names nothing: a change that is based on it fits nothing that there is.
 */
export const versionsIn = (header: string | undefined): BasedOn => {
  if (header === undefined || header.trim() === '') return undefined
  if (header.trim() === '*') return '*'
  const tags = [...header.matchAll(/(W\/)?"([^"]*)"/g)]
  return tags.filter(([, weak]) => !weak).map(([, , tag = '']) => tag.slice(0, tag.lastIndexOf('.')))
}
