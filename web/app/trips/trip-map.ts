import { useEffect, useRef } from 'preact/hooks'
import type { WholeTripView } from '../../../domain/trips/schema.ts'
import type { Stop } from '../../map/plan-map.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill, words } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { numbersOf, positionOf } from './plan.ts'
import { usePlanMap } from './use-plan-map.ts'
import { tripsWords } from './words.ts'

/** All places of a trip that say where they are, numbered, and the way from each to the next. */
export const TripMap = ({ trip }: { trip: WholeTripView }): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const box = useRef<HTMLDivElement>(null)
  const onPin = (id: number) => {
    const place = document.getElementById(`place-${id}`)
    place?.scrollIntoView({ block: 'center' })
    place?.focus({ preventScroll: true })
  }
  const map = usePlanMap(box, { onPin })
  const stops = stopsOf(trip, (name, number) => fill(w.pin, { name, number }))
  const where = stops
    .map(({ id, number, label, lat, lon }) => `${id} ${number} ${label} ${lat} ${lon}`)
    .join()
  const places = stops
    .map(({ lat, lon }) => `${lat} ${lon}`)
    .toSorted()
    .join()
  useEffect(() => {
    if (map && map !== 'unavailable') map.show(stops, [stops])
  }, [map, where])
  useEffect(() => {
    if (map && map !== 'unavailable') map.look(stops) // another order moves no map
  }, [map, places])
  return html`<section class=${stops.length === 0 ? 'trip-map bare' : 'trip-map'} aria-label=${w.mapOf}>
    <div class="trip-map-box" ref=${box}></div>
    ${
      (map === 'unavailable' || stops.length === 0) &&
      html`<p class="trip-map-note">${map === 'unavailable' ? words[lang].mapUnavailable : w.noPins}</p>`
    }
  </section>`
}

const stopsOf = (trip: WholeTripView, label: (name: string, number: number) => string): readonly Stop[] => {
  const numbers = numbersOf(trip)
  return trip.days.flatMap(({ places }) =>
    places.flatMap((place) => {
      const at = positionOf(place)
      const number = numbers.get(place.trip_place_id) ?? 0
      const said = label(plain(place.place_name), number)
      return at ? [{ ...at, id: place.trip_place_id, number: String(number), label: said }] : []
    }),
  )
}
