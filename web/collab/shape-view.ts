import { arrowHead, type Point, type Shape, type Size } from './shapes.ts'

const svgNs = 'http://www.w3.org/2000/svg'

export const svgElement = (name: string, attributes: Readonly<Record<string, string | number>>) => {
  const element = document.createElementNS(svgNs, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

/** Pixels; thinner lines are not seen. */
const thinnest = 1.5

/**
 * A shape in a picture whose sides are 1 by 1 and which is stretched over the medium: places stretch with it, strokes and
 * arrows’ heads do not.
 */
export const shapeElement = (shape: Shape, size: Size): SVGElement => {
  const points = shape.points as unknown as readonly Point[]
  const stroke = Math.max(thinnest, shape.width * size.width)
  const [[ax, ay], [bx, by]] = [points[0]!, points.at(-1)!]
  const looks = {
    class: `shape shape-${shape.kind}`,
    stroke: shape.color,
    'stroke-width': stroke,
    'vector-effect': 'non-scaling-stroke',
  }
  switch (shape.kind) {
    case 'rectangle':
      return svgElement('rect', {
        ...looks,
        x: Math.min(ax, bx),
        y: Math.min(ay, by),
        width: Math.abs(bx - ax),
        height: Math.abs(by - ay),
      })
    case 'ellipse':
      return svgElement('ellipse', {
        ...looks,
        cx: (ax + bx) / 2,
        cy: (ay + by) / 2,
        rx: Math.abs(bx - ax) / 2,
        ry: Math.abs(by - ay) / 2,
      })
    case 'arrow': {
      const [one, other] = arrowHead(
        points[0]!,
        points[1]!,
        headOf(points[0]!, points[1]!, stroke, size),
        size,
      )
      return svgElement('path', { ...looks, d: `${lineOf(points)}${lineOf([one, points[1]!, other])}` })
    }
    case 'line':
    case 'path':
      return svgElement('path', { ...looks, d: lineOf(points) })
    default:
      return shape.kind satisfies never
  }
}

/** No longer than a good part of the arrow itself. */
const headOf = ([ax, ay]: Point, [bx, by]: Point, stroke: number, { width, height }: Size): number =>
  Math.min(6 + stroke * 3, Math.hypot((bx - ax) * width, (by - ay) * height) * 0.6)

const lineOf = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('')
