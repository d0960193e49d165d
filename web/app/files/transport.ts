import type { DetailedError, HttpResponse, Upload } from 'tus-js-client'
import type { AssetView } from '../../../domain/assets/schema.ts'
import { type Api, Refused } from '../api.ts'
import { createUploadMemory, fingerprintOf } from './upload-memory.ts'

/** What goes out in one request: as large as proxies in between usually let through, and soon repeated. */
const chunkSize = 16 * 1024 * 1024

/** Why an upload stopped. `isPassing`: it may go on by itself later. `detail`: as the service words it. */
export interface Stopped {
  readonly isPassing: boolean
  /** Nothing came back at all. */
  readonly isOffline: boolean
  /** The session has run out; for good, where it does not pass. */
  readonly isSignedOut: boolean
  readonly detail: string | undefined
}

interface SendSettings {
  readonly api: Pick<Api, 'csrf' | 'get'>
  readonly lang: string
  /** Whose uploads they are: another member who uses this browser does not go on with them. */
  readonly member: string
  readonly file: File
  readonly onProgress: (sent: number) => void
  readonly onDone: (asset: AssetView) => void
  readonly onStopped: (why: Stopped) => void
}

export interface Sending {
  /** Begins, or goes on where it was. */
  start(): Promise<void>
  pause(): Promise<void>
  /** Gives it up, here and at the service. */
  cancel(): Promise<void>
}

/** One file on its way by the tus protocol. Its code is fetched with the first file. */
export const createSending = ({ api, lang, member, file, ...on }: SendSettings): Sending => {
  let upload: Upload | undefined
  let turn = 0
  let isStale = false

  const begin = async (): Promise<Upload> => {
    const tus = await import('tus-js-client')
    const made = new tus.Upload(file, {
      endpoint: '/api/v3/uploads/',
      chunkSize,
      retryDelays: null, // when to try again is decided by the queue, which knows of the network
      metadata: { filename: file.name },
      fingerprint: async () => fingerprintOf(file, member),
      urlStorage: createUploadMemory(localStorage),
      removeFingerprintOnSuccess: true,
      async onBeforeRequest(request) {
        // A stale session would read as "no such upload", and all of it would begin anew.
        if (request.getMethod() === 'HEAD') await api.get('/api/auth/me/')
        request.setHeader('X-CSRF-Token', api.csrf())
        request.setHeader('Accept-Language', lang)
      },
      onProgress: on.onProgress,
      onError(error) {
        const why = reasonOf(error)
        isStale = why.isSignedOut
        on.onStopped(why)
      },
      onSuccess: ({ lastResponse }) => void finish(lastResponse),
    })
    const [known] = await made.findPreviousUploads()
    if (known) made.resumeFromPreviousUpload(known)
    return made
  }

  const finish = async (response: HttpResponse) => {
    try {
      on.onDone(await api.get<AssetView>(`/api/v3/assets/${response.getHeader('Asset-Id')}`))
    } catch (error) {
      on.onStopped(reasonOf(error as Error))
    }
  }

  return {
    async start() {
      const mine = ++turn
      try {
        if (isStale) await api.get('/api/auth/me/') // which renews the session, where that can be done
        isStale = false
        upload ??= await begin()
        if (mine === turn) upload.start()
      } catch (error) {
        if (mine === turn) on.onStopped(reasonOf(error as Error))
      }
    },
    async pause() {
      turn += 1
      await upload?.abort()
    },
    async cancel() {
      turn += 1
      await upload?.abort(true).catch(() => {}) // what is left at the service goes within a day
    },
  }
}

/** Statuses after which the same may work a little later: who asks again learns how far it is. */
const passing = new Set([0, 401, 408, 423, 425, 429])

export const reasonOf = (error: Error | DetailedError): Stopped => {
  const refused = refusedIn(error)
  if (refused)
    return {
      isPassing: passing.has(refused.status) && refused.status !== 401,
      isOffline: refused.status === 0,
      isSignedOut: refused.status === 401,
      detail: refused.message,
    }
  const response = 'originalResponse' in error ? error.originalResponse : null
  const status = response?.getStatus() ?? 0
  const { code, detail } = problemIn(response?.getBody())
  const isPassing = passing.has(status) || status >= 500 || (status === 409 && code === 'conflict')
  return { isPassing, isOffline: status === 0, isSignedOut: status === 401, detail }
}

/** A question of ours, asked before the protocol's own, was refused. */
const refusedIn = (error: Error | DetailedError): Refused | undefined =>
  [error, 'causingError' in error ? error.causingError : undefined].find((one) => one instanceof Refused)

const problemIn = (body = ''): { code?: string; detail?: string } => {
  try {
    const { code, detail } = JSON.parse(body)
    return { ...(typeof code === 'string' && { code }), ...(typeof detail === 'string' && { detail }) }
  } catch {
    return {}
  }
}
