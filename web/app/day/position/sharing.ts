import type { PingBatchView } from '../../../../domain/tracking/schema.ts'
import { type Api, Refused } from '../../api.ts'
import type { Shelf } from '../shelf.ts'
import { type Fix, fixOf, isNews, type Pace, withFix } from './buffer.ts'

/** Why the phone gives no place. `unavailable` may pass. */
export type Trouble = 'denied' | 'unavailable' | 'insecure' | 'unsupported'

export interface SharingState {
  readonly isOn: boolean
  /** Milliseconds; `null` until something was taken. */
  readonly takenAt: number | null
  /** Places that wait for the line. */
  readonly waiting: number
  readonly trouble: Trouble | null
  /** What the service said against the last places, in its words; none after places were taken again. */
  readonly refused: { readonly code: string; readonly text: string } | null
}

export interface SharingPorts {
  readonly api: Pick<Api, 'post'>
  /** Places that are still to be sent. */
  readonly shelf: Shelf<readonly Fix[]>
  /** Whether it was on when the page was left. */
  readonly wish: Shelf<boolean>
  readonly deviceId: string
  readonly geolocation: Geolocation | undefined
  readonly isSecure: boolean
  readonly onChange: () => void
  readonly now: () => number
}

const mostAtOnce = 200
const everyMs: Readonly<Record<Pace, number>> = { close: 10_000, calm: 60_000 }
const options: Readonly<Record<Pace, PositionOptions>> = {
  close: { enableHighAccuracy: true, maximumAge: 5_000, timeout: 60_000 },
  calm: { enableHighAccuracy: false, maximumAge: 60_000, timeout: 180_000 },
}
/** After these nothing is to be had by asking again. */
const final: ReadonlySet<string> = new Set(['no_technician_profile', 'feature_disabled', 'forbidden'])

/** Reports where this phone is while it is switched on: kept while there is no line, and judged by the service. */
export const createSharing = ({
  api,
  shelf,
  wish,
  deviceId,
  geolocation,
  isSecure,
  onChange,
  now,
}: SharingPorts) => {
  let state: SharingState = { isOn: false, takenAt: null, waiting: 0, trouble: null, refused: null }
  let pace: Pace = 'calm'
  let watch: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: Fix | undefined
  let isSending = false
  const set = (changes: Partial<SharingState>) => {
    state = { ...state, waiting: shelf.read()?.length ?? 0, ...changes }
    onChange()
  }

  const take = (position: GeolocationPosition) => {
    const fix = fixOf(position)
    if (!isNews(last, fix, pace)) return state.trouble ? set({ trouble: null }) : undefined
    const isFirst = !last
    last = fix
    shelf.write(withFix(shelf.read() ?? [], fix))
    set({ trouble: null })
    if (isFirst) send()
  }
  const fail = ({ code }: GeolocationPositionError) => {
    if (code === 1) return stop('denied') // it will not get better by watching on
    set({ trouble: 'unavailable' })
  }
  const look = () => {
    if (watch !== undefined) geolocation!.clearWatch(watch)
    watch = geolocation!.watchPosition(take, fail, options[pace])
    clearTimeout(timer)
    timer = setTimeout(tick, everyMs[pace])
  }
  const tick = async () => {
    await send()
    if (state.isOn) timer = setTimeout(tick, everyMs[pace])
  }

  const send = async (): Promise<void> => {
    if (isSending) return
    isSending = true
    try {
      for (;;) {
        const fixes = (shelf.read() ?? []).slice(0, mostAtOnce)
        if (fixes.length === 0 || !(await report(fixes))) return
      }
    } finally {
      isSending = false
    }
  }

  /** True: the service has judged them, for good or ill. */
  const report = async (fixes: readonly Fix[]): Promise<boolean> => {
    const pings = fixes.map((fix) => ({ ...fix, source: 'fused', device_id: deviceId }))
    try {
      const { results } = await api.post<PingBatchView>('/api/trakservice/location/pings/', pings)
      const sent = new Set(fixes.map(({ recorded_at }) => recorded_at))
      const rest = (shelf.read() ?? []).filter(({ recorded_at }) => !sent.has(recorded_at))
      shelf.write(rest.length > 0 ? rest : undefined)
      const newest = results.at(-1)
      const against = newest?.status === 'rejected' ? { code: newest.code, text: newest.detail } : null
      set({ refused: against, ...(!against && { takenAt: now() }) })
      if (against?.code === 'tracking_not_allowed') stop()
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (!final.has(error.code)) return false
      shelf.write(undefined)
      stop(null, { code: error.code, text: error.message })
      return true
    }
  }

  const stop = (trouble: Trouble | null = null, refused = state.refused): void => {
    if (watch !== undefined) geolocation?.clearWatch(watch)
    watch = undefined
    last = undefined
    clearTimeout(timer)
    wish.write(undefined)
    set({ isOn: false, trouble, refused })
  }

  return {
    state: () => state,
    wasOn: () => wish.read() === true,
    start() {
      if (state.isOn) return
      if (!isSecure) return set({ trouble: 'insecure' })
      if (!geolocation) return set({ trouble: 'unsupported' })
      wish.write(true)
      set({ isOn: true, trouble: null, refused: null })
      look()
    },
    stop: () => stop(),
    /** The page goes; what was wished stays wished. */
    rest(): void {
      if (watch !== undefined) geolocation?.clearWatch(watch)
      watch = undefined
      clearTimeout(timer)
      state = { ...state, isOn: false }
    },
    /** Closely on the way to a customer, calmly else. */
    setPace(next: Pace): void {
      if (next === pace) return
      pace = next
      if (next === 'close') last = undefined // the customer is told of an arrival once there is a place since leaving
      if (state.isOn) look()
    },
    send,
    /** What was not sent yet is not sent any more: consent was withdrawn. */
    forget(): void {
      shelf.write(undefined)
      set({ takenAt: null, refused: null })
    },
  }
}
export type Sharing = ReturnType<typeof createSharing>
