import { shapeElement, svgElement } from './shape-view.ts'
import type { Shape, Size } from './shapes.ts'

const names = ['drawn', 'under-way', 'of-comment'] as const
export type LayerName = (typeof names)[number]
interface Shown {
  readonly shapes: readonly Shape[]
  readonly chosen?: Shape | undefined
}

/** The picture over the medium: what is drawn, what is just being drawn, and what the comment that is looked at points out. */
export const createShapeLayers = (root: HTMLElement) => {
  const layers = new Map(names.map((name) => [name, svgElement('g', { class: `drawings-${name}` })]))
  const shown = new Map<LayerName, Shown>()
  let picture: Element | null = null
  let size: Size = { width: 0, height: 0 }

  const draw = (name: LayerName): void => {
    if (size.width === 0 || size.height === 0) return // what is not laid out yet is drawn when it is
    const { shapes, chosen } = shown.get(name) ?? { shapes: [] }
    const elements = shapes.map((shape) => {
      const element = shapeElement(shape, size)
      if (shape === chosen) element.classList.add('chosen')
      return element
    })
    layers.get(name)!.replaceChildren(...elements)
  }
  const watching = new ResizeObserver(([entry]) => {
    if (!entry) return
    const { width, height } = entry.contentRect
    if (width === size.width && height === size.height) return
    size = { width, height }
    for (const name of names) draw(name)
  })

  return {
    show(name: LayerName, what: Shown): void {
      shown.set(name, what)
      draw(name)
    },
    size: () => size,
    /** The page was drawn anew, maybe with another picture. */
    attach(): void {
      const found = root.querySelector('#drawings')
      if (found === picture) return
      watching.disconnect()
      picture = found
      if (!found) return
      found.replaceChildren(...layers.values())
      watching.observe(found)
    },
    close: () => watching.disconnect(),
  }
}
