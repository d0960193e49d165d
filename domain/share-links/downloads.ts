import { Problem } from '../problem.ts'
import { isNamedBySlug, type PaidDownload, type Pass, type Visit, type VisitDirectory } from './visits.ts'

/** Resumed and parallel requests of one visit are one download for so long. */
export const paidForMs = 3_600_000

export interface DownloadPorts {
  readonly directory: Pick<VisitDirectory, 'takeDownload' | 'returnDownload'>
  readonly newPaymentId: () => string
  readonly now: () => Date
}

/** A download that may begin: with the pass to leave with the visitor, who pays no second time with it. */
export interface Granted {
  readonly pass: Pass
  readonly payment: PaidDownload
  /** How many downloads the link has had, this one included; `undefined`: it was paid for before. */
  readonly count: number | undefined
}

/** What a link's downloads cost: each visit takes one of them for each thing. */
export const createDownloads = ({ directory, newPaymentId, now }: DownloadPorts) => ({
  /** What this visit has paid for already, under the name of the thing, such as `asset:12`. */
  paid({ pass }: Pick<Visit, 'pass'>, what: string): PaidDownload | undefined {
    return pass?.downloads.find((paid) => paid.what === what && paid.until > now().getTime())
  },

  /** Takes one of the downloads that are left, or throws `download_limit_reached`. */
  async take(visit: Visit & { readonly pass: Pass }, what: string): Promise<Granted> {
    const { link, pass } = visit
    const counts = await directory.takeDownload(link.id, now())
    if (!counts) throw exhausted(visit)
    const payment = { what, id: newPaymentId(), until: now().getTime() + paidForMs }
    const others = pass.downloads.filter((paid) => paid.what !== what && paid.until > now().getTime())
    return {
      pass: { ...pass, downloads: [...others, payment].slice(-mostPaid) },
      payment,
      count: counts.downloads,
    }
  },

  /** For what only asks whether there would be a download: throws where there would be none. */
  assertLeft(visit: Visit): void {
    const { maxDownloads, counts } = visit.link
    if (maxDownloads !== null && counts.downloads >= maxDownloads) throw exhausted(visit)
  },

  /** One that nobody pays for: of a link that has no limit of them. */
  async count({ link }: Pick<Visit, 'link'>): Promise<void> {
    await directory.takeDownload(link.id, now())
  },

  /** For a download of which not one byte left the house. */
  giveBack: ({ link }: Pick<Visit, 'link'>): Promise<void> => directory.returnDownload(link.id),
})

/** A pass travels in a cookie: more than this would not fit. The oldest are forgotten, and cost again. */
const mostPaid = 12

/** A slug can be guessed: it tells of no link that was there. */
const exhausted = (visit: Visit): Problem =>
  new Problem(isNamedBySlug(visit) ? 'not_found' : 'download_limit_reached')
