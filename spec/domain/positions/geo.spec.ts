import { expect } from 'chai'
import fc from 'fast-check'
import { bearingBetween, distanceBetween, earthRadius } from '../../../domain/positions/geo.ts'
import { anyPosition, aPosition } from './a-position.ts'

const halfTurn = Math.PI * earthRadius

describe('distance and course', () => {
  it('finds a degree of latitude 111.195 km long [PO-8]', () => {
    const metres = distanceBetween(aPosition({ lat: 50, lon: 8 }), aPosition({ lat: 51, lon: 8 }))

    expect(metres).to.be.closeTo(111_195.08, 0.01)
  })

  it('goes the short way across the antimeridian [PO-8]', () => {
    const west = aPosition({ lat: 0, lon: 179.9 })
    const east = aPosition({ lat: 0, lon: -179.9 })

    expect(distanceBetween(west, east)).to.be.closeTo(22_239, 1)
    expect(bearingBetween(west, east)).to.be.closeTo(90, 1e-6)
    expect(bearingBetween(east, west)).to.be.closeTo(270, 1e-6)
  })

  it('leaves Baghdad for Osaka on 60 degrees [PO-8]', () => {
    const course = bearingBetween(aPosition({ lat: 35, lon: 45 }), aPosition({ lat: 35, lon: 135 }))

    expect(course).to.be.closeTo(60.16, 0.01)
  })

  it('is zero for a place to itself and half a turn for the antipode [PO-8]', () => {
    const here = aPosition({ lat: 35, lon: 45 })

    expect(distanceBetween(here, here)).to.equal(0)
    expect(bearingBetween(here, here)).to.equal(0)
    expect(distanceBetween(here, aPosition({ lat: -35, lon: -135 }))).to.be.closeTo(halfTurn, 1)
  })

  it('is the same there and back, and never beyond half a turn [PO-8]', () => {
    fc.assert(
      fc.property(anyPosition, anyPosition, (a, b) => {
        const metres = distanceBetween(a, b)
        const course = bearingBetween(a, b)
        expect(metres).to.be.within(0, halfTurn + 1)
        expect(metres).to.be.closeTo(distanceBetween(b, a), 1e-3)
        expect(course >= 0 && course < 360).to.equal(true)
      }),
    )
  })
})
