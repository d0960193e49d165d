import { AnalyticsDashboard } from './analytics-dashboard.ts'
import { CollaborationClient } from './collaboration-client.ts'
import { defineFleetingLive } from './fleeting-live.ts'
import { configure, settle } from './home.ts'
import { FleetingError } from './http.ts'
import { LiveMap } from './live-map.ts'
import { ShareWidget } from './share-widget.ts'

declare const __SDK_VERSION__: string

/** A script tag cannot be in pieces: what it lacks it imports from the module build that lies beside it. */
const script = document.currentScript as HTMLScriptElement | null
settle(script?.src, (home) => import(/* @vite-ignore */ `${home}/sdk/parts.js?v=${__SDK_VERSION__}`))
defineFleetingLive()

const classes = { ShareWidget, CollaborationClient, AnalyticsDashboard, LiveMap }
Object.assign(globalThis, { ...classes, Fleeting: { ...classes, FleetingError, configure } })
