import type { NotificationView } from '../../../domain/notifications/schema.ts'
import { isoDay } from '../ui/time.ts'

export interface Day {
  /** `YYYY-MM-DD` in the organization's time zone. */
  readonly day: string
  readonly notifications: readonly NotificationView[]
}

/** Newest first, as they came, under the days on which they did. */
export const byDay = (zone: string, notifications: readonly NotificationView[]): readonly Day[] => {
  const days = new Map<string, NotificationView[]>()
  for (const one of notifications) {
    const day = isoDay(zone, Date.parse(one.created_at))
    days.set(day, [...(days.get(day) ?? []), one])
  }
  return [...days].map(([day, notifications]) => ({ day, notifications }))
}

/**
 * Where a notification leads, on the host that this page is from: an organization may know the service by several
 * names, and somebody is signed in under one of them. What leads nowhere is the page of notifications.
 */
export const placeIn = (url: string): string => {
  if (!URL.canParse(url, 'http://here')) return '#/notifications'
  const { protocol, pathname, search, hash } = new URL(url, 'http://here')
  if (!/^https?:$/.test(protocol)) return '#/notifications'
  return pathname === '/' && hash ? hash : `${pathname.replace(/^\/+/, '/')}${search}${hash}`
}
