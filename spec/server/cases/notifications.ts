import type { RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const

export const notificationCases: Record<string, RouteCase> = {
  'get /api/notifications': { ...own, query: '?unread=true&page_size=10' },
  'post /api/notifications/read': { ...own, body: () => ({ all: true }) },
  'get /api/notifications/preferences': own,
  'patch /api/notifications/preferences': { ...own, body: () => ({ digest: 'hourly' }) },
}
