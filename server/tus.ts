import type { UploadView } from '../domain/assets/upload-schema.ts'
import { Problem } from '../domain/problem.ts'
import { presentProblem, refusalHeaders } from './problems.ts'
import { unfinishedForMs } from './resumable.ts'
import { Answer, type RequestFacts } from './route.ts'
import type { Unfinished } from './unfinished-uploads.ts'

/** The tus protocol for uploads that resume, https://tus.io/protocols/resumable-upload, as headers. */
export const tusVersion = '1.0.0'
export const offsetStream = 'application/offset+octet-stream'
const spoken = { 'Tus-Resumable': tusVersion, 'Cache-Control': 'no-store' } as const

/** What this server can: of the protocol's extensions, those that are of use here. */
export const tusAbilities = (maxBytes: number) => ({
  ...spoken,
  'Tus-Version': tusVersion,
  'Tus-Extension': 'creation,expiration,termination',
  'Tus-Max-Size': String(maxBytes),
})

type Headers = Pick<RequestFacts, 'header'>

/** Throws `upload_version` for another version than the one that is spoken here, or for none. */
export const assertTus = ({ header }: Headers): void => {
  if (header('tus-resumable') !== tusVersion) throw new Problem('upload_version', { version: tusVersion })
}

/** A number of bytes as the protocol writes it. Throws `validation_failed`. */
export const bytesIn = (name: string, { header }: Headers): number => {
  const text = header(name)
  if (text === undefined) throw wrong(name, 'is required')
  const bytes = Number(text)
  if (!/^[0-9]{1,16}$/.test(text) || !Number.isSafeInteger(bytes))
    throw wrong(name, 'must be a number of bytes')
  return bytes
}

/** Of how many bytes the body says that it is, if it does. */
export const announcedIn = ({ header }: Headers): number | undefined => {
  const length = header('content-length')
  return length === undefined ? undefined : Number(length)
}

/** Pairs of a key and a base64 text. What is none of that is `validation_failed`; keys that nobody knows are passed over. */
export const metadataIn = ({ header }: Headers): ReadonlyMap<string, string> => {
  const text = header('upload-metadata') ?? ''
  if (text.length > 8192) throw wrong('Upload-Metadata', 'must have at most 8192 characters')
  const found = new Map<string, string>()
  for (const pair of text.split(',').filter((one) => one.trim() !== '')) {
    const [key = '', value = '', ...more] = pair.trim().split(' ')
    if (!/^[\x21-\x7e]{1,100}$/.test(key) || more.length > 0 || found.has(key))
      throw wrong('Upload-Metadata', 'must be pairs of a key and a value, each key once')
    found.set(key, decoded(value))
  }
  return found
}

const decoded = (value: string): string => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw wrong('Upload-Metadata', 'must have its values in base64')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'base64'))
  } catch {
    throw wrong('Upload-Metadata', 'must have its values in UTF-8')
  }
}

const wrong = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })

/** Where it is and how far, for the protocol; `Asset-Id` names the file that it has become. */
export const uploadHeaders = (upload: Unfinished): Record<string, string> => ({
  ...spoken,
  'Upload-Offset': String(upload.offset),
  'Upload-Length': String(upload.length),
  ...(upload.assetId === null
    ? { 'Upload-Expires': expiryOf(upload).toUTCString() }
    : { 'Asset-Id': String(upload.assetId) }),
})

const expiryOf = ({ createdAt }: Unfinished) => new Date(createdAt.getTime() + unfinishedForMs)

/** Relative: whatever stands before the service names it differently, to each of its visitors. */
export const uploadUrl = ({ id }: Pick<Unfinished, 'id'>): string => `/api/v3/uploads/${id}`

export const presentUpload = (upload: Unfinished): UploadView => ({
  id: upload.id,
  url: uploadUrl(upload),
  filename: upload.filename,
  title: upload.title,
  offset: upload.offset,
  length: upload.length,
  asset_id: upload.assetId,
  created_at: upload.createdAt.toISOString(),
  expires_at: expiryOf(upload).toISOString(),
})

/** Refusals speak the protocol too. */
export const refuseTus = (problem: Problem, { language, id }: RequestFacts): Answer => {
  const document = presentProblem(problem, { language, instance: `urn:uuid:${id}`, requestId: id })
  return new Answer(JSON.stringify(document), {
    status: document.status,
    type: 'application/problem+json',
    headers: {
      ...refusalHeaders(problem),
      ...spoken,
      ...(problem.code === 'upload_version' && { 'Tus-Version': tusVersion }),
    },
  })
}
