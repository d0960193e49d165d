import { useEffect, useRef, useState } from 'preact/hooks'
import type { TripDayView, TripPlaceView, WholeTripView } from '../../../domain/trips/schema.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import type { Loading } from '../ui/loading.ts'
import { numbersOf, withMoved, withoutPlace } from './plan.ts'
import { createTripApi } from './trip-api.ts'
import { tripsWords } from './words.ts'

/**
 * What may be done to a plan without a form. It is shown at once and told to the service one after the other; what the
 * service does not take is taken back, and said.
 */
export const useTripDeeds = (loading: Loading<WholeTripView>) => {
  const { api, ask, lang, say } = useApp()
  const w = tripsWords[lang]
  const trips = createTripApi(api)
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const waiting = useRef(0)
  const latest = useRef<WholeTripView | undefined>(undefined)
  latest.current = loading.value
  const focusOn = useRef<string | null>(null)
  const [said, tell] = useState('')
  useEffect(() => {
    const id = focusOn.current
    focusOn.current = null
    if (id) document.getElementById(id)?.focus()
  }, [loading.value])

  const show = (trip: WholeTripView) => {
    latest.current = trip
    loading.set(trip)
  }
  const send = (task: () => Promise<WholeTripView | undefined>, done?: () => void) => {
    waiting.current += 1
    queue.current = queue.current.then(async () => {
      try {
        const trip = await task()
        if (trip && waiting.current === 1) show(trip) // later deeds are shown already
        done?.()
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        say({ text: fill(w.notSaved, { reason: error.message }), isTrouble: true })
        await loading.reload()
      } finally {
        waiting.current -= 1
      }
    })
  }

  const movePlace = (place: Pick<TripPlaceView, 'trip_place_id'>, date: string, to: number): void => {
    const before = latest.current
    if (!before) return
    const after = withMoved(before, place.trip_place_id, date, to)
    focusOn.current = `grip-${place.trip_place_id}`
    const shown = document.activeElement?.id === focusOn.current || document.activeElement === document.body
    if (!shown) focusOn.current = null
    show(after)
    const number = numbersOf(after).get(place.trip_place_id)
    tell(number === undefined ? '' : fill(w.movedTo, { number }))
    send(() => trips.movePlace(before, place.trip_place_id, date, to))
  }

  const removePlace = (day: TripDayView, place: TripPlaceView): void => {
    const { current: before } = latest
    if (!before) return
    const at = day.places.indexOf(place)
    const next = day.places[at + 1] ?? day.places[at - 1]
    focusOn.current = next ? `place-${next.trip_place_id}` : `add-${day.date}`
    show(withoutPlace(before, place.trip_place_id))
    const undo = () => send(() => trips.restorePlace(before.trip_id, place, at))
    send(
      async () => {
        await trips.removePlace(before.trip_id, place)
        return undefined
      },
      () => say({ text: fill(w.placeRemoved, { name: plain(place.place_name) }), undo }),
    )
  }

  const removeDay = async (day: TripDayView): Promise<void> => {
    const count = day.places.length
    const isSure =
      count === 0 ||
      (await ask({
        title: w.removeDay,
        text: count === 1 ? w.removeDaySureOne : fill(w.removeDaySure, { count }),
        yes: w.removeDay,
      }))
    if (!isSure) return
    focusOn.current = `add-${day.date}`
    send(async () => {
      await trips.removeDay(day.trip_id, day.trip_day_id)
      return trips.whole(day.trip_id)
    })
  }

  const moveDay = (day: TripDayView, date: string): void =>
    send(async () => {
      await trips.moveDay(day.trip_id, day.trip_day_id, date)
      return trips.whole(day.trip_id)
    })

  return { said, movePlace, removePlace, removeDay, moveDay }
}
export type TripDeeds = ReturnType<typeof useTripDeeds>
