import { hrefOf } from '../router.ts'

export const statuses = ['active', 'scheduled', 'expired', 'revoked'] as const
export const kinds = ['vehicle', 'trip', 'album', 'asset', 'assignment', 'quote'] as const
export const types = ['public', 'private', 'protected'] as const
export const sorts = ['-created', 'expires', '-views', '-last_accessed'] as const

/** What the list of links shows, as its address says it; empty: everything. */
export interface Filters {
  readonly search: string
  readonly kind: string
  readonly status: string
  readonly type: string
  readonly sort: string
  readonly whose: string
}

const oneOf = (values: readonly string[], value: string | null): string =>
  value !== null && values.includes(value) ? value : ''

/** What an address means here; what it cannot mean is left out. */
export const filtersIn = (query: URLSearchParams): Filters => ({
  search: query.get('search')?.slice(0, 100) ?? '',
  kind: oneOf(kinds, query.get('kind')),
  status: oneOf(statuses, query.get('status')),
  type: oneOf(types, query.get('type')),
  sort: oneOf(sorts, query.get('sort')) || '-created',
  whose: oneOf(['mine'], query.get('whose')),
})

export const isFiltered = ({ search, kind, status, type, whose }: Filters): boolean =>
  [search, kind, status, type, whose].some(Boolean)

export const hrefFor = (filters: Filters): string =>
  hrefOf('/links', { ...filters, sort: filters.sort === '-created' ? '' : filters.sort })

/** The list of the service that these ask for. `mayAll`: the links of everybody, unless only one's own are wanted. */
export const pathFor = ({ search, kind, status, type, sort, whose }: Filters, mayAll: boolean): string => {
  const query = new URLSearchParams({ sort, page_size: '50' })
  if (search.trim()) query.set('search', search.trim())
  if (kind) query.set('resource_type', kind)
  if (status) query.set('status', status)
  if (type) query.set('share_type', type)
  if (mayAll && whose !== 'mine') query.set('everyone', 'true')
  return `/api/v3/shares?${query}`
}
