import { Readable } from 'node:stream'
import type { AlbumFile } from '../domain/albums/service.ts'
import { displayName } from '../domain/assets/names.ts'
import { Problem } from '../domain/problem.ts'
import type { Services } from '../domain/services.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import type { PaidDownload, Pass } from '../domain/share-links/visits.ts'
import { accessFactsOf } from './access-facts.ts'
import type { Entered } from './gate.ts'
import type { Drawn, Limits } from './limits.ts'
import { Answer, media, type RequestFacts, type VisitorsGate } from './route.ts'
import type { RunningDownloads } from './running-downloads.ts'
import { dispositionOf, sendFile } from './send-file.ts'
import { zipOf } from './zip.ts'

export interface VisitorFilesPorts {
  readonly assets: Pick<Services['assets'], 'fileOf'>
  readonly visits: Pick<Services['visits'], 'file' | 'files' | 'downloads' | 'log'>
  readonly limits: Pick<Limits, 'draw'>
  readonly running: RunningDownloads
  /** What could not be given back. */
  readonly onLost: (error: unknown) => void
}

interface Call {
  readonly visit: Entered
  readonly gate: VisitorsGate
  readonly request: RequestFacts
}

export type VisitorFiles = ReturnType<typeof createVisitorFiles>

/** The files that links give: looked at as often as one likes, downloaded as often as the link says. */
export const createVisitorFiles = (ports: VisitorFilesPorts) => {
  const { assets, visits, limits, running, onLost } = ports
  const { downloads, log } = visits

  const watched = (answer: Answer, link: ShareLink, right: 'preview' | 'download', onEnd?: OnEnd): Answer => {
    const { value, status, headers, type } = answer
    return new Answer(value instanceof Readable ? running.watch(value, { link, right }, onEnd) : value, {
      status,
      headers,
      ...(type !== undefined && { type }),
    })
  }

  /** One of the link's downloads, or more of one that was paid for: of that, no more than a few times the whole. */
  const charge = async ({ visit, gate }: Call, what: string, portion: number): Promise<Charged> => {
    const isLimited = visit.link.maxDownloads !== null
    const drawFor = (payment: PaidDownload) => limits.draw('download_share', payment.id, { points: portion })
    const paid = downloads.paid(visit, what)
    if (paid && !isLimited) return { payment: paid, drawn: undefined, count: undefined }
    const drawn = paid && (await drawFor(paid).catch(orNothing))
    if (paid && drawn) return { payment: paid, drawn, count: undefined }

    const granted = await downloads.take({ ...visit, pass: passOf(visit) }, what)
    gate.leave(granted.pass)
    return {
      payment: granted.payment,
      drawn: isLimited ? await drawFor(granted.payment) : undefined,
      count: granted.count,
    }
  }

  /** What was not taken is given back. Where nothing was, the download itself is, and its payment is worth nothing. */
  const settle = async (
    visit: Entered,
    { payment, drawn, count }: Charged,
    unsent: number,
    isUntouched: boolean,
  ): Promise<void> => {
    if (!isUntouched || count === undefined) return drawn?.giveBack(unsent)
    if (drawn) await limits.draw('download_share', payment.id, { points: everything }).catch(orNothing)
    await downloads.giveBack(visit)
  }

  /** `open` answers the file or a part of it, `size` is that of all of it; what it answers is paid for, or not sent. */
  const pay = async (
    call: Call,
    what: string,
    open: () => Promise<{ answer: Answer; size: number }>,
  ): Promise<Answer> => {
    const { visit, request } = call
    if (!downloads.paid(visit, what)) downloads.assertLeft(visit)
    if (visit.isPeek && request.method !== 'HEAD' && visit.link.maxDownloads !== null)
      throw new Problem('permission_absent', { right: 'peek' })
    const { answer, size } = await open()
    const { value } = answer
    // Nothing of the file is in it, or it is as free as it is for everybody.
    if (!(value instanceof Readable) || visit.isPeek) return watched(answer, visit.link, 'download')

    const length = Number(answer.headers['Content-Length'] ?? size)
    const portionOf = (bytes: number) => (size === 0 ? 1 : Math.ceil((1000 * bytes) / size))
    const charged = await charge(call, what, portionOf(length)).catch((error: unknown) => {
      value.destroy()
      throw error
    })
    const facts = accessFactsOf(request)
    return watched(answer, visit.link, 'download', (bytes, isWhole) => {
      const isUntouched = bytes === 0 && !isWhole
      settle(visit, charged, portionOf(length) - portionOf(bytes), isUntouched).catch(onLost)
      if (charged.count !== undefined && !isUntouched) log.downloaded(visit, facts, charged.count)
    })
  }

  return {
    /** A picture of the file, small or large, or what a browser shows of it. */
    async look({ visit, request }: Call, variant: 'preview' | 'thumbnail', itemId?: number): Promise<Answer> {
      const asset = await visits.file(visit, itemId)
      const answer = await sendFile(assets.fileOf(asset, variant), request, { disposition: 'inline' })
      if (variant === 'preview' && answer.status === 200 && request.method === 'GET')
        log.previewed(visit, accessFactsOf(request))
      return watched(answer, visit.link, 'preview')
    },

    async download(call: Call, itemId?: number): Promise<Answer> {
      const asset = await visits.file(call.visit, itemId)
      const file = assets.fileOf(asset, 'clean')
      return pay(call, `asset:${asset.id}`, async () => ({
        answer: await sendFile(file, call.request, { disposition: 'attachment' }),
        size: file.size,
      }))
    },

    /** For a member: what came by a link that they have accepted counts as a visitor's, and ends with the link. */
    async sendToMember(
      { file, right, link }: AlbumFile,
      request: RequestFacts,
      disposition: 'inline' | 'attachment',
    ): Promise<Answer> {
      const answer = await sendFile(file, request, { disposition })
      if (!link) return answer
      const isBeginning = String(answer.headers['Content-Range'] ?? 'bytes 0-').startsWith('bytes 0-')
      return watched(answer, link, right, (bytes) => {
        if (bytes === 0 || !isBeginning || right !== 'download') return
        downloads.count({ link }).catch(onLost)
        log.downloadedByMember(link, accessFactsOf(request))
      })
    },

    /** Everything in an album that may leave, in one file. */
    async zip(call: Call): Promise<Answer> {
      const { album, items } = await visits.files(call.visit)
      const files = items
        .filter(({ clean }) => clean.as !== 'none')
        .map((item) => assets.fileOf(item, 'clean'))
      if (files.length === 0) throw new Problem('not_found')
      return pay(call, `album:${call.visit.link.resource.id}`, async () => {
        const { stream, size } = await zipOf(files)
        const headers = {
          'Content-Disposition': dispositionOf('attachment', displayName(`${album.title}.zip`)),
          'Content-Length': String(size),
          'Accept-Ranges': 'none',
          'Cache-Control': 'private, no-store, no-transform',
          'X-Content-Type-Options': 'nosniff',
        }
        if (call.request.method !== 'HEAD') return { answer: media('application/zip', stream, headers), size }
        stream.destroy()
        return { answer: new Answer(undefined, { headers, type: 'application/zip' }), size }
      })
    },
  }
}

type OnEnd = (bytes: number, isWhole: boolean) => void

interface Charged {
  readonly payment: PaidDownload
  readonly drawn: Drawn | undefined
  /** How many downloads the link has had, where this is one more. */
  readonly count: number | undefined
}

/** More than one payment is ever good for. */
const everything = 1_000_000

const passOf = ({ pass }: Entered): Pass => {
  if (!pass) throw new Error('A visitor came through the gate without a pass.')
  return pass
}

const orNothing = (error: unknown): undefined => {
  if (error instanceof Problem && error.code === 'rate_limited') return undefined
  throw error
}
