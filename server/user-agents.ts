import bowser from 'bowser'
import type { Device, DeviceType } from '../domain/analytics/facts.ts'

const other: Device = { deviceType: 'other', browser: 'other', os: 'other' }
/** Names are the library's own, never what a browser calls itself: those could be anything. */
const browsers = new Set(Object.values(bowser.BROWSER_MAP).filter((name) => name !== 'Generic'))
const systems = new Set(Object.values(bowser.OS_MAP))
const types = new Set<string>(['desktop', 'mobile', 'tablet'] satisfies DeviceType[])

const mostKept = 1_000

/** What a browser is and runs on; programs such as curl are `other`. What was read once is kept: visits share their browsers. */
export const createDeviceOf = () => {
  const kept = new Map<string, Device>()
  return (userAgent: string | undefined): Device => {
    if (!userAgent || userAgent.length > 1_000) return other
    const known = kept.get(userAgent)
    if (known) return known
    if (kept.size >= mostKept) kept.clear()
    const device = read(userAgent)
    kept.set(userAgent, device)
    return device
  }
}

const read = (userAgent: string): Device => {
  const { browser, os, platform } = bowser.parse(userAgent)
  return {
    deviceType: types.has(platform.type ?? '') ? (platform.type as DeviceType) : 'other',
    browser: browsers.has(browser.name ?? '') ? browser.name! : 'other',
    os: systems.has(os.name ?? '') ? os.name! : 'other',
  }
}
