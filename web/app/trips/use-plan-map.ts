import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlanMap, PlanMapOptions } from '../../map/plan-map.ts'
import { distanceText } from '../../pages/format.ts'
import { fill, words } from '../../pages/words.ts'
import { useApp } from '../context.ts'

/** A map of places in this element, fetched when it is first wanted; 'unavailable' where it cannot be drawn. */
export const usePlanMap = (
  box: RefObject<HTMLElement | null>,
  on: Pick<PlanMapOptions, 'onPin' | 'onPlace'>,
): PlanMap | 'unavailable' | null => {
  const { lang, map: source } = useApp()
  const [map, setMap] = useState<PlanMap | 'unavailable' | null>(null)
  const latest = useRef(on)
  latest.current = on
  useEffect(() => {
    let made: PlanMap | null = null
    let isGone = false
    import('../../map/plan-map.ts')
      .then(({ createPlanMap }) => {
        if (isGone || !box.current) return
        const w = words[lang]
        made = createPlanMap({
          container: box.current,
          source,
          words: {
            map: w.map,
            zoomIn: w.zoomIn,
            zoomOut: w.zoomOut,
            credits: w.mapCredits,
            gridSquare: (metres) => fill(w.gridSquare, { distance: distanceText(lang, metres) }),
          },
          ...(on.onPin && { onPin: (id) => latest.current.onPin?.(id) }),
          ...(on.onPlace && { onPlace: (place) => latest.current.onPlace?.(place) }),
        })
        setMap(made)
      })
      .catch(() => !isGone && setMap('unavailable')) // no WebGL, or the line is dead: the plan is there in words
    return () => {
      isGone = true
      made?.remove()
    }
  }, [])
  return map
}
