import type { RouteCase } from '../route-cases.ts'

export const trakServiceCases: Record<string, RouteCase> = {
  'get /api/trakservice/_meta': { foreign: 'own' },
  'get /api/trakservice/_health': { foreign: 'own' },
}
