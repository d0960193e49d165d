import { expect } from 'chai'
import fc from 'fast-check'
import { toGeoJson } from '../../../domain/positions/trail/geojson.ts'
import { segmentsOf } from '../../../domain/positions/trail/segments.ts'
import { anyPosition, aPosition, noon } from './a-position.ts'

const at = (lat: number, lon: number, seconds: number, altitude: number | null = null) =>
  aPosition({ lat, lon, altitude, recordedAt: noon + seconds * 1000 })

describe('a trail as GeoJSON', () => {
  it('is one line with its times [PO-42]', () => {
    const feature = toGeoJson([[at(50, 8, 0), at(50.1, 8.1, 60, 570)]], 'Van 1')

    expect(feature).to.deep.equal({
      type: 'Feature',
      geometry: {
        type: 'LineString',
        coordinates: [
          [8, 50],
          [8.1, 50.1, 570],
        ],
      },
      properties: {
        name: 'Van 1',
        count: 2,
        from: '2030-06-01T12:00:00.000Z',
        to: '2030-06-01T12:01:00.000Z',
        coordTimes: ['2030-06-01T12:00:00.000Z', '2030-06-01T12:01:00.000Z'],
      },
    })
  })

  it('is a line for each segment, and a lone position is a line too [PO-42]', () => {
    const { geometry, properties } = toGeoJson(segmentsOf([at(50, 8, 0), at(50, 8.1, 60), at(51, 8, 3600)]))

    expect(geometry).to.deep.equal({
      type: 'MultiLineString',
      coordinates: [
        [
          [8, 50],
          [8.1, 50],
        ],
        [
          [8, 51],
          [8, 51],
        ],
      ],
    })
    expect(properties.count).to.equal(3)
    expect(properties.coordTimes.map((times) => times.length)).to.deep.equal([2, 2])
  })

  it('is cut at the antimeridian, where the way meets it [PO-42]', () => {
    const east = toGeoJson([[at(0, 179.9, 0), at(1, -179.7, 60)]])
    const west = toGeoJson([[at(1, -179.7, 0), at(0, 179.9, 60)]])

    const [toMeridian, fromMeridian] = [
      [
        [179.9, 0],
        [180, 0.25],
      ],
      [
        [-180, 0.25],
        [-179.7, 1],
      ],
    ] as const
    expect(east.geometry?.coordinates).to.deep.equal([toMeridian, fromMeridian])
    expect(west.geometry?.coordinates).to.deep.equal([fromMeridian.toReversed(), toMeridian.toReversed()])
    expect(east.properties.coordTimes[0]).to.deep.equal([
      '2030-06-01T12:00:00.000Z',
      '2030-06-01T12:00:15.000Z',
    ])
  })

  it('has no geometry when there is no trail [PO-42]', () => {
    const { geometry, properties } = toGeoJson([])

    expect(geometry).to.equal(null)
    expect(properties).to.deep.equal({ count: 0, from: null, to: null, coordTimes: [] })
  })

  it('has lines of at least two places that never leap across the map [PO-42]', () => {
    fc.assert(
      fc.property(fc.array(anyPosition, { minLength: 1 }), (positions) => {
        const { geometry } = toGeoJson([positions])
        const lines = geometry?.type === 'LineString' ? [geometry.coordinates] : (geometry?.coordinates ?? [])
        for (const line of lines) {
          expect(line.length).to.be.at.least(2)
          line.forEach(([lon, lat], i) => {
            expect(Math.abs(lon) <= 180 && Math.abs(lat) <= 90).to.equal(true)
            expect(Math.abs(lon - (line[i - 1]?.[0] ?? lon))).to.be.at.most(180)
          })
        }
      }),
    )
  })
})
