import type { RevokedAll, ShareView } from '../../../domain/share-links/schema.ts'
import { fill } from '../../pages/words.ts'
import type { Api } from '../api.ts'
import { nameOf } from '../share/link-state.ts'
import type { LinksSpeech } from './speech.ts'

/** What became of the links that were to be withdrawn. */
export interface Withdrawal {
  readonly revoked: number
  /** Somebody else, or another tab, was faster. */
  readonly before: number
  readonly failed: readonly ShareView[]
}

/** As many as the service takes at once. */
const atOnce = 500

/** One request for as many as it takes. What had been done before a line broke is reported as done. */
export const withdrawMany = async (api: Api, links: readonly ShareView[]): Promise<Withdrawal> => {
  const done = new Map<string, NonNullable<RevokedAll['results']>[number]['status']>()
  for (let from = 0; from < links.length; from += atOnce) {
    const uuids = links.slice(from, from + atOnce).map(({ uuid }) => uuid)
    const { results = [] } = await api.post<RevokedAll>('/api/v3/shares/revoke-all', { uuids })
    for (const { uuid, status } of results) done.set(uuid, status)
  }
  const count = (wanted: string) => [...done.values()].filter((status) => status === wanted).length
  return {
    revoked: count('revoked'),
    before: count('already_revoked'),
    failed: links.filter(({ uuid }) => (done.get(uuid) ?? 'not_found') === 'not_found'),
  }
}

/** The truth of it, with the names of what is left. */
export const reportOf = ({ revoked, before, failed }: Withdrawal, w: LinksSpeech): string =>
  [
    fill(w.withdrawnMany, { count: revoked }),
    before > 0 && fill(w.wereWithdrawn, { count: before }),
    failed.length > 0 &&
      fill(w.notWithdrawn, { count: failed.length, names: failed.map((link) => nameOf(link, w)).join(', ') }),
  ]
    .filter(Boolean)
    .join('. ')
