import type { AssetView } from '../../../domain/assets/schema.ts'
import { timeLeft } from './pace.ts'

export type UploadState = 'waiting' | 'sending' | 'finishing' | 'interrupted' | 'paused' | 'done' | 'failed'

/** One file on its way, as it is shown. */
export interface UploadItem {
  readonly id: number
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sent: number
  readonly state: UploadState
  /** Bytes a second. */
  readonly speed: number
  /** Milliseconds; null as long as nobody can say. */
  readonly timeLeft: number | null
  /** Why it failed or was interrupted, in the service's words where it said something. */
  readonly problem: string | undefined
  readonly albumId: number | undefined
  /** What it has become. */
  readonly asset: AssetView | undefined
}

/** A file that waits for its turn. */
export const newItem = (id: number, { name, size }: File, albumId: number | undefined): UploadItem => ({
  ...{ id, name, size, albumId },
  sent: 0,
  state: 'waiting',
  speed: 0,
  timeLeft: null,
  problem: undefined,
  asset: undefined,
})

const underWay: ReadonlySet<UploadState> = new Set(['sending', 'finishing', 'interrupted'])

/** It has one of the places of those that go at once. */
export const isUnderWay = ({ state }: Pick<UploadItem, 'state'>): boolean => underWay.has(state)

/** Whoever leaves now loses something, or has to come back for it. */
export const isUnfinished = ({ state }: Pick<UploadItem, 'state'>): boolean =>
  state === 'waiting' || underWay.has(state)

export interface UploadTotal {
  readonly count: number
  readonly done: number
  readonly failed: number
  readonly unfinished: number
  readonly size: number
  readonly sent: number
  readonly speed: number
  readonly timeLeft: number | null
}

/** All of it in one. What failed is neither on its way nor done. */
export const totalOf = (items: readonly UploadItem[]): UploadTotal => {
  const counted = items.filter(({ state }) => state !== 'failed')
  const sum = (of: (item: UploadItem) => number) => counted.reduce((all, item) => all + of(item), 0)
  const [size, sent, speed] = [sum((item) => item.size), sum((item) => item.sent), sum((item) => item.speed)]
  return {
    count: items.length,
    done: items.filter(({ state }) => state === 'done').length,
    failed: items.length - counted.length,
    unfinished: items.filter(isUnfinished).length,
    size,
    sent,
    speed,
    timeLeft: timeLeft(size - sent, speed),
  }
}
