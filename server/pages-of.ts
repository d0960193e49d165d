import type { Counted, PageQuery, Slice } from '../domain/schema.ts'

/** Which rows a list asks its store for. */
export const sliceOf = ({ page = 1, page_size = 50 }: PageQuery): Slice => ({
  limit: page_size,
  offset: (page - 1) * page_size,
})

/**
 * One page of a list, its rows already presented. Filters beside `page` and `page_size` travel into `next` and
 * `previous`; past the end, `previous` leads back to the last page there is.
 */
export const presentPage = <T>(
  { count, rows }: Counted<T>,
  query: PageQuery & { readonly [filter: string]: unknown },
  publicUrl: string,
  path: string,
) => {
  const { page = 1, page_size = 50 } = query
  const lastPage = Math.max(1, Math.ceil(count / page_size))
  const urlOf = (page: number) => `${publicUrl}${path}?${asSearch({ ...query, page, page_size })}`
  return {
    count,
    next: page < lastPage ? urlOf(page + 1) : null,
    previous: page > 1 ? urlOf(Math.min(page - 1, lastPage)) : null,
    results: [...rows],
  }
}

const asSearch = (query: Record<string, unknown>): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one) => [name, String(one)]),
  )
  return new URLSearchParams(given).toString()
}
