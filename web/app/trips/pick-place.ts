import { useEffect, useRef } from 'preact/hooks'
import type { WholeTripView } from '../../../domain/trips/schema.ts'
import type { Place } from '../../map/geo.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { words } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { positionOf } from './plan.ts'
import { usePlanMap } from './use-plan-map.ts'
import { tripsWords } from './words.ts'

interface PickPlaceProps {
  readonly trip: WholeTripView
  /** Where the place is, as far as it is known. */
  readonly at: Place | null
  readonly name: string
  readonly onPick: (place: Place) => void
}

/** A map to press where a place is; by keys, one moves it until the place is in its middle. */
export const PickPlace = ({ trip, at, name, onPick }: PickPlaceProps): Node => {
  const { lang } = useApp()
  const w = tripsWords[lang]
  const box = useRef<HTMLDivElement>(null)
  const map = usePlanMap(box, { onPlace: onPick })
  const isThere = map !== null && map !== 'unavailable'
  useEffect(() => {
    if (!isThere) return
    const others = trip.days.flatMap(({ places }) => places.flatMap((place) => positionOf(place) ?? []))
    map.look(at ? [at] : others)
  }, [map])
  useEffect(() => {
    if (isThere) map.show(at ? [{ ...at, id: 0, number: '●', label: name }] : [], [])
  }, [map, at?.lat, at?.lon])
  if (map === 'unavailable') return html`<p class="quiet">${words[lang].mapUnavailable}</p>`
  return html`<div class="pick">
    <p class="hint">${w.pickHint}</p>
    <div class="pick-box">
      <div class="trip-map-box" ref=${box}></div>
      <span class="pick-middle" aria-hidden="true"></span>
    </div>
    <button type="button" class="button small" disabled=${!isThere} onClick=${() => isThere && onPick(map.middle())}>
      <${Glyph} name="target" />${w.pickMiddle}
    </button>
  </div>`
}
