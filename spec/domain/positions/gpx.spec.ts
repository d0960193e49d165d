import { expect } from 'chai'
import fc from 'fast-check'
import { toGpx } from '../../../domain/positions/trail/gpx.ts'
import { segmentsOf } from '../../../domain/positions/trail/segments.ts'
import { anyPosition, aPosition, noon } from './a-position.ts'

describe('a trail as GPX', () => {
  it('tells place, height, time, speed and course [PO-43]', () => {
    const gpx = toGpx([[aPosition({ altitude: 570.25, speed: 36, heading: 360 }), aPosition()]], 'Van 1')

    expect(gpx).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Fleeting" xmlns="http://www.topografix.com/GPX/1/1" xmlns:tpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">
<trk><name>Van 1</name>
<trkseg>
<trkpt lat="-33.4489000" lon="-70.6693000"><ele>570.3</ele><time>2030-06-01T12:00:00.000Z</time><extensions><tpx:TrackPointExtension><tpx:speed>10.00</tpx:speed><tpx:course>0.00</tpx:course></tpx:TrackPointExtension></extensions></trkpt>
<trkpt lat="-33.4489000" lon="-70.6693000"><time>2030-06-01T12:00:00.000Z</time></trkpt>
</trkseg>
</trk>
</gpx>
`)
  })

  it('has a segment on each side of a gap [PO-43]', () => {
    const gpx = toGpx(segmentsOf([aPosition(), aPosition({ recordedAt: noon + 3_600_000 })]), '')

    expect(gpx.match(/<trkseg>/g)).to.have.length(2)
    expect(toGpx([], '')).not.to.contain('trkseg')
  })

  it('escapes the name and drops what XML forbids [PO-43]', () => {
    const gpx = toGpx([], `<b>"Tom" & 'Jerry'</b>\u0000\u001b\ud800`)

    expect(gpx).to.contain('<name>&lt;b&gt;&quot;Tom&quot; &amp; &apos;Jerry&apos;&lt;/b&gt;\ufffd</name>')
  })

  it('writes no exponents, and longitudes below 180 [PO-43]', () => {
    fc.assert(
      fc.property(anyPosition, (position) => {
        const [, lat, lon] = /lat="(-?\d+\.\d{7})" lon="(-?\d+\.\d{7})"/.exec(toGpx([[position]], '')) ?? []
        expect(Number(lat)).to.equal(position.latE7 / 1e7)
        expect(Number(lon)).to.be.within(-180, 179.9999999)
      }),
    )
    expect(toGpx([[aPosition({ lat: 0.0000001, lon: 180 })]], '')).to.contain(
      'lat="0.0000001" lon="-180.0000000"',
    )
  })
})
