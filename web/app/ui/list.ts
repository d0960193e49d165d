import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import type { Api } from '../api.ts'
import { useUiWords } from './lang.ts'
import { type Loading, useLoad } from './loading.ts'

/** A page of a list as the service gives it. */
export interface ListPage<T> {
  readonly count: number
  readonly next: string | null
  readonly results: readonly T[]
}

export interface List<T> extends Loading<ListPage<T>> {
  /** Reads the next page below what is there. */
  readonly more: () => Promise<void>
}

/** A list of the service, page by page; begins anew when its address or its filters are others. */
export const useList = <T>(api: Api, path: string): List<T> => {
  const [page, setPage] = useState(1)
  const pageOf = (number: number) =>
    api.get<ListPage<T>>(`${path}${path.includes('?') ? '&' : '?'}page=${number}`)
  const loading = useLoad(async () => {
    setPage(1)
    return pageOf(1)
  }, [path])
  const more = async () => {
    const next = await pageOf(page + 1)
    setPage(page + 1)
    loading.set((before) => ({ ...next, results: [...before.results, ...next.results] }))
  }
  return { ...loading, more }
}

/** How many of how many there are, and the button for the rest. */
export const More = <T>({ list }: { list: List<T> }): Node | null => {
  const w = useUiWords()
  const [isBusy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  if (!list.value?.next) return null
  const more = async () => {
    setBusy(true)
    setFailed(false)
    await list.more().catch(() => setFailed(true))
    setBusy(false)
  }
  return html`<p class="more">
    <span class="quiet">${list.value.results.length} / ${list.value.count}</span>
    <button type="button" class="button" disabled=${isBusy} onClick=${more}>${isBusy ? w.loading : w.showMore}</button>
    <span role="alert">${failed && w.failed}</span>
  </p>`
}
