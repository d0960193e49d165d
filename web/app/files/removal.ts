import type { AssetUsesView, AssetView } from '../../../domain/assets/schema.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import type { AppContext } from '../context.ts'
import type { FilesWords } from './words.ts'

type App = Pick<AppContext, 'api' | 'ask' | 'say'>
/** Of more, nobody reads what hangs on each. */
const mostAsked = 40

/** Asks, with what is lost along with them, and removes them. Answers which are gone. */
export const removeFiles = async (
  { api, ask, say }: App,
  w: FilesWords,
  files: readonly AssetView[],
): Promise<ReadonlySet<number>> => {
  const [first] = files
  if (!first) return new Set()
  const name = plain(first.title)
  const isOne = files.length === 1
  const uses = await inTurns(files.slice(0, mostAsked), ({ id }) =>
    api.get<AssetUsesView>(`/api/v3/assets/${id}/uses`),
  )
  const known = uses.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const title = isOne ? fill(w.deleteOneTitle, { name }) : fill(w.deleteManyTitle, { count: files.length })
  if (!(await ask({ title, text: lossText(w, known, isOne), yes: w.deleteYes }))) return new Set()

  const done = await inTurns(files, ({ id }) => api.delete(`/api/v3/assets/${id}`))
  const gone = files.filter((_, i) => done[i]?.status === 'fulfilled' || isGone(done[i]?.reason))
  const failed = done.find((one) => one.status === 'rejected' && !isGone(one.reason))
  if (failed?.status === 'rejected')
    say({
      text: fill(w.someKept, {
        count: files.length - gone.length,
        problem: (failed.reason as Error).message,
      }),
      isTrouble: true,
    })
  else say(isOne ? fill(w.deletedOne, { name }) : fill(w.deletedMany, { count: gone.length }))
  return new Set(gone.map(({ id }) => id))
}

/** Somebody else was faster. */
const isGone = (reason: unknown): boolean => (reason as { status?: number } | undefined)?.status === 404

/** What goes along, in sentences. */
export const lossText = (w: FilesWords, uses: readonly AssetUsesView[], isOne: boolean): string => {
  const links = uses.reduce((sum, one) => sum + one.links, 0)
  const sessions = uses.reduce((sum, one) => sum + one.sessions, 0)
  const albums = new Map(
    uses.flatMap((one) => one.albums.map(({ id, title }) => [id, plain(title)] as const)),
  )
  const named = [...albums.values()]
  const shown = named.length > 5 ? `${named.slice(0, 5).join(', ')} +${named.length - 5}` : named.join(', ')
  return [
    links > 0 && (links === 1 && isOne ? w.losesLinkOne : fill(w.losesLinks, { count: links })),
    named.length > 0 && fill(isOne ? w.losesAlbums : w.losesAlbumsMany, { albums: shown }),
    sessions > 0 &&
      (sessions === 1 && isOne ? w.losesSessionOne : fill(w.losesSessions, { count: sessions })),
    w.deleteText,
  ]
    .filter(Boolean)
    .join(' ')
}

/** Four at a time: many files are no burst. */
export const inTurns = async <T, R>(
  all: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<
  ({ status: 'fulfilled'; value: R; reason?: never } | { status: 'rejected'; reason: unknown })[]
> => {
  const results: PromiseSettledResult<R>[] = []
  for (let at = 0; at < all.length; at += 4)
    results.push(...(await Promise.allSettled(all.slice(at, at + 4).map(work))))
  return results as Awaited<ReturnType<typeof inTurns<T, R>>>
}
