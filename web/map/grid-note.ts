import type { Map as GlMap, IControl } from 'maplibre-gl'
import { type Grid, gridOf } from './grid.ts'

/** Keeps the grid around the view and says how long the side of a square is. */
export const gridNote = (
  text: (metres: number) => string,
  draw: (lines: Grid['lines']) => void,
): IControl => {
  const element = document.createElement('p')
  element.className = 'maplibregl-ctrl grid-note'
  let gridded: GlMap

  const update = () => {
    const view = gridded.getBounds()
    const [wide, high] = [view.getEast() - view.getWest(), view.getNorth() - view.getSouth()]
    const { metres } = gridOf({
      west: view.getWest(),
      east: view.getEast(),
      south: view.getSouth(),
      north: view.getNorth(),
    })
    // Lines reach beyond the view, so that a hand that drags the map finds them there.
    const { lines } = gridOf(
      {
        west: view.getWest() - wide,
        east: view.getEast() + wide,
        south: view.getSouth() - high,
        north: view.getNorth() + high,
      },
      metres,
    )
    draw(lines)
    element.textContent = metres ? text(metres) : ''
  }

  return {
    onAdd(map) {
      gridded = map
      map.on('load', update)
      map.on('moveend', update)
      return element
    },
    onRemove() {
      gridded.off('moveend', update)
      element.remove()
    },
  }
}
