import { expect } from 'chai'
import type { Position } from '../../../domain/positions/position.ts'
import { etaOf } from '../../../domain/routing/eta.ts'
import { guessedSpeed, learnSpeed, type Speed, straightLeg } from '../../../domain/routing/straight.ts'
import { readMunich } from '../../../scripts/demo/recordings.ts'
import { aPosition, noon } from '../positions/a-position.ts'
import { spot } from './a-visit.ts'

const minute = 60_000
const known: Speed = { kmh: 39, isGuessed: false }
const here = (from: Partial<Position> = {}) => aPosition({ lat: 0, lon: 0, accuracy: 10, ...from })

describe('a straight line', () => {
  it('is as the crow flies times 1.3, at this speed [RO-1]', () => {
    const { metres, seconds } = straightLeg(spot(0), spot(3, 4), known)

    expect(metres).to.be.closeTo(6_500, 1)
    expect(seconds).to.be.closeTo(600, 0.1)
    expect(straightLeg(spot(1), spot(1), known)).to.deep.equal({ metres: 0, seconds: 0 })
  })
})

describe('the speed of a technician', () => {
  /** So many steps of so many seconds at this speed. */
  const drive = (steps: number, seconds: number, kmh: number) =>
    Array.from({ length: steps + 1 }, (_, i) =>
      here({
        latE7: Math.round(((i * seconds * kmh) / 3_600 / 111.19493) * 1e7),
        recordedAt: noon + i * seconds * 1_000,
      }),
    )

  it('is what they have shown, while they moved [RO-4]', () => {
    const stood = Array.from({ length: 60 }, (_, i) => here({ recordedAt: noon - (60 - i) * minute }))

    expect(learnSpeed(drive(30, 20, 45)).kmh).to.be.closeTo(45, 0.1)
    expect(learnSpeed([...stood, ...drive(30, 20, 45)]).kmh).to.be.closeTo(45, 0.1)
    const { kmh, isGuessed } = learnSpeed(readMunich()[0]!.fixes)
    expect([isGuessed, kmh > 50 && kmh < 70]).to.deep.equal([false, true])
  })

  it('is a guess of 30 km/h after less than five minutes of movement [RO-4]', () => {
    expect(learnSpeed([])).to.equal(guessedSpeed)
    expect(guessedSpeed).to.deep.equal({ kmh: 30, isGuessed: true })
    expect(learnSpeed(drive(29, 10, 45)).isGuessed).to.equal(true)
    expect(learnSpeed(drive(30, 10, 45)).isGuessed).to.equal(false)
  })

  it('comes neither from crawling nor from silences [RO-4]', () => {
    expect(learnSpeed(drive(60, 60, 4.9)).isGuessed).to.equal(true)
    expect(learnSpeed(drive(10, 300, 45)).isGuessed).to.equal(true)
    expect(learnSpeed(drive(10, 299, 45)).isGuessed).to.equal(false)
  })

  it('lies between 8 and 90 km/h [RO-4]', () => {
    expect(learnSpeed(drive(60, 20, 6)).kmh).to.equal(8)
    expect(learnSpeed(drive(60, 20, 140)).kmh).to.equal(90)
  })
})

describe('a time of arrival', () => {
  const road = { metres: 7_000, seconds: 720.4, method: 'osrm' } as const
  const at = (from: Partial<Parameters<typeof etaOf>[0]> = {}) =>
    etaOf({ position: here(), target: spot(5), road, speed: known, now: noon + 30_000, ...from })

  it('is reckoned from now on, by road [RO-1] [RO-6]', () => {
    expect(at()).to.deep.equal({
      arrives_at: new Date(noon + 30_000 + 720_000).toISOString(),
      duration_s: 720,
      distance_m: 7_000,
      method: 'osrm',
      confidence: 'high',
      computed_at: new Date(noon + 30_000).toISOString(),
      position_age_s: 30,
      assumed_speed: null,
    })
  })

  it('is reckoned along a straight line without a road, and says at which speed [RO-1]', () => {
    expect(at({ road: undefined })).to.deep.include({
      duration_s: 600,
      distance_m: 6_500,
      method: 'straight_line',
      confidence: 'medium',
      assumed_speed: 39,
    })
  })

  it('is as certain as what it comes from [RO-7]', () => {
    const aged = (ms: number, from: Partial<Position> = {}) =>
      at({ position: here(from), now: noon + ms }).confidence
    const straight = (speed: Speed) => at({ road: undefined, speed }).confidence

    expect([aged(minute), aged(minute + 1)]).to.deep.equal(['high', 'medium'])
    expect([aged(5 * minute), aged(5 * minute + 1)]).to.deep.equal(['medium', 'low'])
    expect([aged(0, { accuracy: 100 }), aged(0, { accuracy: 101 })]).to.deep.equal(['high', 'medium'])
    expect([aged(0, { accuracy: null }), aged(0, { accuracy: 1_001 })]).to.deep.equal(['medium', 'low'])
    expect([straight(known), straight(guessedSpeed)]).to.deep.equal(['medium', 'low'])
  })

  it('takes a clock that runs ahead for now', () => {
    expect(at({ position: here({ recordedAt: noon + minute }) }).position_age_s).to.equal(0)
  })
})
