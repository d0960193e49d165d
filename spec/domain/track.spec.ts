import { expect } from 'chai'
import fc from 'fast-check'
import { isImplausibleJump } from '../../domain/positions/rules.ts'
import { follow, type Track } from '../../domain/positions/track.ts'
import { anyPosition, aPosition, noon } from './positions/a-position.ts'

const second = 1000
/** Seconds after noon, and how far north of Santiago in degrees: 0.001 is 111 m, 1 is out of reach for anything on the road. */
const at = (seconds: number, north = 0) =>
  aPosition({ recordedAt: noon + seconds * second, lat: -33.4489 + north })
const aTrack = (from: Partial<Track> = {}): Track => ({ newest: at(0), suspect: null, ...from })

describe('following a track', () => {
  it('begins where the device first is', () => {
    const track = aTrack({ newest: null })

    expect(follow(track, at(0))).to.equal('moves')
    expect(track).to.deep.equal({ newest: at(0), suspect: null })
  })

  it('moves to whatever is newer and within reach', () => {
    const track = aTrack()

    expect(follow(track, at(10, 0.005))).to.equal('moves')
    expect(track.newest).to.deep.equal(at(10, 0.005))
  })

  it('stores what is late, or of the same moment, and moves nothing [VE-25]', () => {
    const track = aTrack()

    expect(follow(track, at(-10, 0.001))).to.equal('late')
    expect(follow(track, at(0, 0.001))).to.equal('late')
    expect(track).to.deep.equal({ newest: at(0), suspect: null })
  })

  it('quarantines a late one that cannot be true, and suspects nothing [VE-25]', () => {
    const track = aTrack()

    expect(follow(track, at(-10, 1))).to.equal('quarantined')
    expect(track).to.deep.equal({ newest: at(0), suspect: null })
  })

  it('quarantines a single outlier and goes on from where it was [VE-25]', () => {
    const track = aTrack()

    expect(follow(track, at(10, 1))).to.equal('quarantined')
    expect(track.newest).to.deep.equal(at(0))
    expect(follow(track, at(20, 0.002))).to.equal('moves')
    expect(track).to.deep.equal({ newest: at(20, 0.002), suspect: null })
  })

  it('believes an outlier that the next one agrees with: it was the past that was wrong [VE-25]', () => {
    const track = aTrack()

    expect(follow(track, at(10, 1))).to.equal('quarantined')
    expect(follow(track, at(20, 1.002))).to.equal('moves')
    expect(track).to.deep.equal({ newest: at(20, 1.002), suspect: null })
    expect(follow(track, at(30, 1.004))).to.equal('moves')
  })

  it('believes no outlier because of itself, sent twice, nor because of an older one [VE-25]', () => {
    const track = aTrack()
    follow(track, at(10, 1))

    expect(follow(track, at(10, 1))).to.equal('quarantined')
    expect(follow(track, at(9, 1))).to.equal('quarantined')
    expect(track.newest).to.deep.equal(at(0))
  })

  it('suspects the last of several outliers that disagree [VE-25]', () => {
    const track = aTrack()

    expect(follow(track, at(10, 1))).to.equal('quarantined')
    expect(follow(track, at(20, -1))).to.equal('quarantined')
    expect(follow(track, at(30, 1.002))).to.equal('quarantined')
    expect(follow(track, at(40, 1.004))).to.equal('moves')
  })

  it('forgets its suspicion once it has moved on', () => {
    const track = aTrack()
    follow(track, at(10, 1))
    follow(track, at(20, 0.002))

    expect(follow(track, at(25, 1))).to.equal('quarantined')
  })

  it('takes every place for true after a silence that was long enough', () => {
    const track = aTrack()

    expect(follow(track, at(3_600, 1))).to.equal('moves')
  })

  it('never moves back in time, nor to where nothing gets, except where two agree', () => {
    fc.assert(
      fc.property(fc.array(anyPosition, { minLength: 1, maxLength: 30 }), (positions) => {
        const track = aTrack({ newest: null })
        for (const position of positions) {
          const { newest, suspect } = track
          const verdict = follow(track, position)
          if (verdict !== 'moves') expect(track.newest).to.equal(newest)
          else {
            expect(track.newest).to.equal(position)
            if (!newest) continue
            expect(position.recordedAt).to.be.above(newest.recordedAt)
            const isNear = !isImplausibleJump(newest, position)
            expect(isNear || (suspect !== null && !isImplausibleJump(suspect, position))).to.equal(true)
          }
        }
      }),
    )
  })
})
