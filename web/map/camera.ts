import { type Map as GlMap, LngLatBounds } from 'maplibre-gl'
import type { Place } from './geo.ts'

const nearZoom = 15

/** Where the map looks: at one place, or at all of several. */
export const createCamera = (map: GlMap) => {
  let settled = false

  const look = (here: readonly Place[]): void => {
    const [first] = here
    if (!first) return
    const duration = settled ? 900 : 0
    if (here.length === 1) {
      const zoom = settled ? map.getZoom() : nearZoom
      map.easeTo({ center: [first.lon, first.lat], zoom: Math.max(zoom, settled ? 11 : 0), duration })
    } else {
      const bounds = new LngLatBounds()
      for (const { lat, lon } of here) bounds.extend([lon, lat])
      map.fitBounds(bounds, {
        padding: { top: 56, bottom: 64, left: 48, right: 100 },
        maxZoom: nearZoom,
        duration,
      })
    }
    settled = true
  }

  return {
    look,
    /**
     * The camera rests while its subjects are well inside the view, and moves once they near the edge: `share` of the
     * view's smaller side.
     */
    keepInView(here: readonly Place[], share = here.length > 1 ? 0.06 : 0.25): void {
      if (!here.length) return
      const padding = map.getPadding()
      const [left, right] = [padding.left ?? 0, map.getContainer().clientWidth - (padding.right ?? 0)]
      const [top, bottom] = [padding.top ?? 0, map.getContainer().clientHeight - (padding.bottom ?? 0)]
      const margin = Math.min(right - left, bottom - top) * share
      const inside = here.every(({ lat, lon }) => {
        const { x, y } = map.project([lon, lat])
        return x > left + margin && x < right - margin && y > top + margin && y < bottom - margin
      })
      if (!inside || !settled) look(here)
    },
  }
}
