import { useRef } from 'preact/hooks'
import type { AssetView } from '../../../domain/assets/schema.ts'
import type { Api } from '../api.ts'
import type { ListPage } from '../ui/list.ts'
import { type Loading, useLoad } from '../ui/loading.ts'

const pageSize = 60

export interface FileList extends Loading<ListPage<AssetView>> {
  /** Reads what comes below; nothing while it is being read, or where there is no more. */
  readonly more: () => Promise<void>
  readonly drop: (ids: ReadonlySet<number>) => void
  /** A file that has just come, where it belongs to what is shown. */
  readonly take: (asset: AssetView) => void
}

/** Files as they are asked for, page by page. What comes and goes meanwhile shifts the pages: each file is shown once. */
export const useFileList = (
  api: Api,
  { kind, search, sort }: { kind: string; search: string; sort: string },
): FileList => {
  const query = new URLSearchParams({
    page_size: String(pageSize),
    ...(kind && { kind }),
    ...(search && { search }),
    ...(sort && { sort }),
  })
  const path = `/api/v3/assets?${query}`
  const isReading = useRef(false)
  const latest = useRef(path)
  latest.current = path
  const pageOf = (number: number) => api.get<ListPage<AssetView>>(`${path}&page=${number}`)
  const loading = useLoad(() => pageOf(1), [path])

  const more = async () => {
    const { value } = loading
    if (isReading.current || !value || value.results.length >= value.count) return
    isReading.current = true
    try {
      const next = await pageOf(Math.floor(value.results.length / pageSize) + 1)
      if (latest.current !== path) return
      loading.set((before) => ({ ...next, results: joined(before.results, next.results) }))
    } finally {
      isReading.current = false
    }
  }
  return {
    ...loading,
    more,
    drop: (ids) =>
      loading.set(({ results, count, ...page }) => {
        const left = results.filter(({ id }) => !ids.has(id))
        return { ...page, results: left, count: count - (results.length - left.length) }
      }),
    take(asset) {
      const text = `${asset.title} ${asset.filename}`.toLowerCase()
      if ((kind && asset.kind !== kind) || !text.includes(search.toLowerCase())) return
      loading.set(({ results, count, ...page }) =>
        results.some(({ id }) => id === asset.id)
          ? { results, count, ...page }
          : { ...page, results: [asset, ...results], count: count + 1 },
      )
    },
  }
}

const joined = (before: readonly AssetView[], more: readonly AssetView[]): AssetView[] => {
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...more.filter(({ id }) => !known.has(id))]
}

/** Below the service's address as the page has it, whatever name the service has for itself. */
export const fileUrl = ({ id }: Pick<AssetView, 'id'>, part: 'file' | 'thumbnail' | 'preview'): string =>
  `/api/v3/assets/${id}/${part}`
