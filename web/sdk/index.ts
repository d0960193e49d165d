import { defineFleetingLive } from './fleeting-live.ts'
import { settle } from './home.ts'
import * as parts from './parts.ts'

settle(import.meta.url, async () => parts)
defineFleetingLive()

export { AnalyticsDashboard } from './analytics-dashboard.ts'
export { CollaborationClient } from './collaboration-client.ts'
export { configure } from './home.ts'
export { FleetingError } from './http.ts'
export { LiveMap } from './live-map.ts'
export { ShareWidget } from './share-widget.ts'
