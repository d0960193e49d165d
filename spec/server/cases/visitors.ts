import type { Fixture, RouteCase } from '../route-cases.ts'

const byLink = ({ vehicle }: Fixture) => ({ ref: vehicle.linkId })

export const visitorCases: Record<string, RouteCase> = {
  'get /share/:ref': { foreign: 'own', nobody: 200, params: byLink },
}
