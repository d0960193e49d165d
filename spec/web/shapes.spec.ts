import { expect } from 'chai'
import {
  arrowHead,
  type DrawnShape,
  distanceTo,
  fitting,
  mostOfComment,
  mostPoints,
  nearest,
  type Point,
  readShape,
} from '../../web/collab/shapes.ts'
import { simplified } from '../../web/collab/strokes.ts'

const size = { width: 1_000, height: 500 }

const aShape = (from: Partial<DrawnShape> = {}): DrawnShape => ({
  kind: 'path',
  color: '#d55e00',
  width: 0.006,
  points: [
    [0.1, 0.1],
    [0.2, 0.2],
  ],
  by: 'ana',
  page: null,
  ...from,
})

describe('a shape of the shared document', () => {
  it('is read as it was drawn [ND-10]', () => {
    for (const kind of ['path', 'line', 'arrow', 'rectangle', 'ellipse'] as const)
      expect(readShape(aShape({ kind, page: 2 }))).to.deep.equal(aShape({ kind, page: 2 }))
  })

  it('is passed over where it is none [ND-10] [T-53]', () => {
    const three = [...aShape().points, [0.3, 0.3]]
    const many = Array.from({ length: mostPoints + 1 }, () => [0, 0])
    const odd: unknown[] = [
      null,
      'a shape',
      [],
      {},
      { ...aShape(), kind: 'constructor' },
      { ...aShape(), color: 'url(https://evil.example)' },
      { ...aShape(), width: Number.NaN },
      { ...aShape(), width: 9 },
      { ...aShape(), width: '0.01' },
      { ...aShape(), points: many },
      { ...aShape(), points: [[0.1, 0.1]] },
      { ...aShape({ kind: 'arrow' }), points: three },
      {
        ...aShape(),
        points: [
          [0, 0],
          [1, 1.01],
        ],
      },
      {
        ...aShape(),
        points: [
          [0, 0],
          [Number.NaN, 0],
        ],
      },
      {
        ...aShape(),
        points: [
          [0, 0],
          ['0', '1'],
        ],
      },
      {
        ...aShape(),
        points: [
          [0, 0],
          [0, 0, 0],
        ],
      },
      { ...aShape(), by: 7 },
      { ...aShape(), page: 1.5 },
    ]
    for (const value of odd) expect(readShape(value), JSON.stringify(value)).to.equal(undefined)
  })

  it('is met within a finger’s reach of its line or outline, and not in its middle [ND-13]', () => {
    const rectangle = aShape({
      kind: 'rectangle',
      points: [
        [0.2, 0.2],
        [0.6, 0.8],
      ],
    })
    const ellipse = aShape({
      kind: 'ellipse',
      points: [
        [0.2, 0.2],
        [0.6, 0.8],
      ],
    })

    expect(distanceTo(rectangle, [0.4, 0.2], size)).to.be.closeTo(0, 1e-9)
    expect(distanceTo(rectangle, [0.4, 0.5], size)).to.be.closeTo(150, 1e-9)
    expect(distanceTo(ellipse, [0.4, 0.8], size)).to.be.closeTo(0, 1)
    expect(nearest(new Map([['one', rectangle]]), [0.4, 0.22], size)).to.equal('one')
    expect(nearest(new Map([['one', rectangle]]), [0.4, 0.5], size)).to.equal(undefined)
  })

  it('is chosen before what lies under it [ND-13]', () => {
    const shapes = new Map([
      ['under', aShape()],
      ['above', aShape()],
    ])

    expect(nearest(shapes, [0.15, 0.15], size)).to.equal('above')
  })

  it('goes with a comment together with the newest that there is room for [ND-15]', () => {
    const long = aShape({ points: Array.from({ length: 500 }, () => [0.5, 0.5]) })

    expect(fitting([aShape({ by: 'old' }), long, long, long, long])).to.deep.equal([long, long, long, long])
    expect(fitting(Array.from({ length: 60 }, () => aShape()))).to.have.length(mostOfComment.shapes)
  })
})

describe('a stroke', () => {
  it('keeps its ends and its corners, and loses what lies on the line [ND-11]', () => {
    const straight: Point[] = Array.from({ length: 101 }, (_, i) => [i / 100, 0.5])
    const corner: Point[] = [
      ...straight.slice(0, 51),
      ...straight.slice(1, 50).map(([x]): Point => [0.5, 0.5 + x / 2]),
    ]

    expect(simplified(straight, size)).to.deep.equal([
      [0, 0.5],
      [1, 0.5],
    ])
    expect(simplified(corner, size)).to.deep.equal([
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 0.745],
    ])
  })

  it('is nowhere farther from what was drawn than the eye sees [ND-11]', () => {
    const drawn: Point[] = Array.from({ length: 800 }, (_, i) => [i / 800, 0.5 + Math.sin(i / 40) / 4])
    const kept = aShape({ points: simplified(drawn, size).map(([x, y]) => [x, y]) })

    expect(kept.points.length).to.be.below(200)
    for (const point of drawn) expect(distanceTo(kept, point, size)).to.be.at.most(0.8)
  })

  it('has 500 points at most, however it was scribbled [ND-11]', () => {
    const scribbled: Point[] = Array.from({ length: 3_000 }, (_, i) => [(i * 0.618) % 1, (i * 0.733) % 1])

    const kept = simplified(scribbled, size)

    expect(kept.length).to.be.at.most(mostPoints).and.above(1)
    expect(kept[0]).to.deep.equal([0, 0])
  })

  it('is a dot after a tap [ND-11]', () => {
    expect(
      simplified(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        size,
      ),
    ).to.deep.equal([
      [0.5, 0.5],
      [0.5, 0.5],
    ])
  })
})

describe('the head of an arrow', () => {
  const pixels = ([x, y]: Point): Point => [x * size.width, y * size.height]
  const between = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1])

  it('is as long on either side, however the medium is stretched [ND-12]', () => {
    for (const to of [
      [0.9, 0.1],
      [0.5, 0.9],
      [0.1, 0.5],
      [0.2, 0.2],
    ] as const) {
      const [one, other] = arrowHead([0.5, 0.5], to, 20, size).map(pixels) as [Point, Point]

      expect(between(one, pixels(to))).to.be.closeTo(20, 1e-6)
      expect(between(other, pixels(to))).to.be.closeTo(20, 1e-6)
      expect(between(one, pixels([0.5, 0.5]))).to.be.closeTo(between(other, pixels([0.5, 0.5])), 1e-6)
    }
  })

  it('points forward [ND-12]', () => {
    for (const [x] of arrowHead([0.1, 0.5], [0.9, 0.5], 20, size)) expect(x).to.be.below(0.9).and.above(0.87)
  })
})
