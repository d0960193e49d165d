import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import type { PlanMap, Stop } from '../map/plan-map.ts'
import { afterPaint } from './after-paint.ts'
import { distanceText } from './format.ts'
import { html, type Node } from './html.ts'
import { plain } from './plain.ts'
import type { TripPageProps } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill, words } from './words.ts'

/**
 * All places of a trip that say where they are, numbered as in the words, and the way from each to the next. It comes
 * after the words, because it is twenty times their size; without a script its frame is not there either.
 */
export const TripMap = ({ lang, map: source, days }: TripPageProps): Node => {
  const w = { ...words[lang], ...visitorWords[lang] }
  const box = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  useEffect(() => {
    let map: PlanMap | undefined
    let isGone = false
    const begin = async () => {
      await afterPaint()
      const { createPlanMap } = await import('../map/plan-map.ts')
      if (isGone) return
      map = createPlanMap({
        container: box.current!,
        source,
        words: {
          map: w.map,
          zoomIn: w.zoomIn,
          zoomOut: w.zoomOut,
          credits: w.mapCredits,
          gridSquare: (metres) => fill(w.gridSquare, { distance: distanceText(lang, metres) }),
        },
        onPin: goToPlace,
      })
      const stops = stopsOf(lang, days)
      map.show(stops, [stops])
      map.look(stops)
      setState('ready')
    }
    begin().catch(() => isGone || setState('failed')) // no WebGL, or the line is dead: the words are there
    return () => {
      isGone = true
      map?.remove()
    }
  }, [])
  return html`<section class=${`trip-map only-script ${state}`} id="trip-map" aria-label=${w.allPlaces}>
    <div class="trip-map-box" ref=${box}></div>
    ${state === 'failed' && html`<p class="trip-map-note">${w.mapUnavailable}</p>`}
  </section>`
}

const goToPlace = (id: number): void => {
  const place = document.getElementById(`place-${id}`)
  place?.scrollIntoView({ block: 'center' })
  place?.focus({ preventScroll: true })
}

type Days = TripPageProps['days']

/** Every place by its number, which goes on from day to day. */
export const numbersOf = (days: Days): ReadonlyMap<number, number> =>
  new Map(days.flatMap(({ places }) => places).map(({ id }, at) => [id, at + 1]))

/** What the map can show of it, in order. */
export const stopsOf = (lang: Language, days: Days): readonly Stop[] => {
  const numbers = numbersOf(days)
  return days.flatMap(({ places }) =>
    places.flatMap(({ id, name, latitude, longitude }) => {
      if (latitude === null || longitude === null) return []
      const number = String(numbers.get(id))
      const label = fill(visitorWords[lang].pin, { number, name: plain(name) })
      return [{ id, number, label, lat: latitude, lon: longitude }]
    }),
  )
}
