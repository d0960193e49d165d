import type { Map as GlMap } from 'maplibre-gl'

/** Something on the map that can be pressed: as a pointer finds it drawn, a keyboard finds it here. */
export interface MapButton {
  readonly key: string
  readonly label: string
  readonly lon: number
  readonly lat: number
  readonly press: () => void
}

const most = 60

/**
 * Buttons over what is drawn, in the order in which one reads, seen only while one has the focus. They are laid when
 * the map rests; while it moves they would cost a style a frame each.
 */
export const createMapButtons = (map: GlMap, find: () => readonly MapButton[]) => {
  const element = document.createElement('div')
  element.className = 'map-buttons'
  map.getCanvasContainer().append(element)
  const shown = new Map<string, { button: HTMLButtonElement; press: () => void }>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAwaited = false

  const lay = () => {
    const seen = find()
      .map((one) => ({ ...one, at: map.project([one.lon, one.lat]) }))
      .filter(({ at }) => isInside(at))
      .sort((a, b) => Math.round(a.at.y / 60) - Math.round(b.at.y / 60) || a.at.x - b.at.x)
      .slice(0, most)
    const hadFocus = element.contains(document.activeElement)
    const keys = new Set(seen.map(({ key }) => key))
    for (const [key, { button }] of shown)
      if (!keys.has(key)) {
        button.remove()
        shown.delete(key)
      }
    for (const { key, label, press, at } of seen) {
      const known = shown.get(key)
      const button = known?.button ?? document.createElement('button')
      if (!known) {
        button.type = 'button'
        button.className = 'map-button'
        button.addEventListener('click', () => {
          isAwaited = true
          shown.get(key)?.press()
        })
      }
      shown.set(key, { button, press })
      if (button.getAttribute('aria-label') !== label) button.setAttribute('aria-label', label)
      button.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`
      if (button !== document.activeElement) element.append(button)
    }
    const hasLost = hadFocus && !element.contains(document.activeElement)
    // Who opened a cluster goes on among what was in it.
    if (hasLost && isAwaited) (shown.values().next().value?.button ?? map.getCanvas()).focus()
    if (hasLost) isAwaited = false
  }
  const isInside = ({ x, y }: { x: number; y: number }): boolean => {
    const { clientWidth, clientHeight } = map.getContainer()
    const { left = 0, bottom = 0 } = map.getPadding()
    return x >= left && x <= clientWidth && y >= 0 && y <= clientHeight - bottom
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => (map.isMoving() ? soon() : lay()), 400)
  }
  const hide = () => element.classList.add('map-buttons-away')
  const show = () => {
    element.classList.remove('map-buttons-away')
    soon()
  }
  map.on('movestart', hide)
  map.on('moveend', show)
  const upkeep = setInterval(soon, 4000)

  return {
    soon,
    close(): void {
      clearTimeout(timer)
      clearInterval(upkeep)
    },
  }
}
