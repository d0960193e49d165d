import { expect } from 'chai'
import { secondOf } from '../../domain/local-time.ts'
import { mayTrack, type TrackingRules } from '../../domain/tracking/consent.ts'
import { isWithinWindow } from '../../domain/tracking/work-window.ts'

const windowOf = (start: string, end: string) => ({ workStart: secondOf(start), workEnd: secondOf(end) })
const during = (window: ReturnType<typeof windowOf>, zone: string) => (time: string) =>
  isWithinWindow(window, zone, Date.parse(time))
const byTime = (times: readonly string[], ask: (time: string) => boolean) =>
  times.map((time) => `${time} ${ask(time)}`)

describe('working hours', () => {
  it('have both their ends, to the second, in the organization’s time zone [TR-4]', () => {
    const ask = during(windowOf('08:00:00', '18:00:00'), 'America/Sao_Paulo')
    const times = [
      '2026-01-08T10:59:59.999Z',
      '2026-01-08T11:00:00Z',
      '2026-01-08T15:00:00Z',
      '2026-01-08T21:00:00.999Z',
      '2026-01-08T21:00:01Z',
    ]

    expect(byTime(times, ask)).to.deep.equal([
      `${times[0]} false`,
      `${times[1]} true`,
      `${times[2]} true`,
      `${times[3]} true`,
      `${times[4]} false`,
    ])
  })

  it('last all day where they end when they begin [TR-4]', () => {
    const ask = during(windowOf('08:00:00', '08:00:00'), 'Europe/Berlin')

    for (let hour = 0; hour < 24; hour++)
      expect(ask(`2026-06-01T${String(hour).padStart(2, '0')}:30:00Z`), String(hour)).to.equal(true)
  })

  /** Each with the second before it begins, moments within, its last second, and the one after. */
  const nights: [what: string, zone: string, times: string[]][] = [
    [
      'Berlin’s autumn, whose hour from two to three comes twice',
      'Europe/Berlin',
      [
        '2026-10-24T19:59:59Z',
        '2026-10-24T20:00:00Z',
        '2026-10-25T00:30:00Z',
        '2026-10-25T01:30:00Z',
        '2026-10-25T05:00:00Z',
        '2026-10-25T05:00:01Z',
      ],
    ],
    [
      'Berlin’s spring, which skips that hour',
      'Europe/Berlin',
      [
        '2026-03-28T20:59:59Z',
        '2026-03-28T21:00:00Z',
        '2026-03-29T00:59:59Z',
        '2026-03-29T01:00:00Z',
        '2026-03-29T04:00:00Z',
        '2026-03-29T04:00:01Z',
      ],
    ],
    [
      'São Paulo’s last autumn with summer time, put back at midnight',
      'America/Sao_Paulo',
      [
        '2019-02-16T23:59:59Z',
        '2019-02-17T00:00:00Z',
        '2019-02-17T01:30:00Z',
        '2019-02-17T02:30:00Z',
        '2019-02-17T09:00:00Z',
        '2019-02-17T09:00:01Z',
      ],
    ],
    [
      'São Paulo’s last spring with summer time, put forward at midnight',
      'America/Sao_Paulo',
      [
        '2018-11-04T00:59:59Z',
        '2018-11-04T01:00:00Z',
        '2018-11-04T02:59:59Z',
        '2018-11-04T03:00:00Z',
        '2018-11-04T08:00:00Z',
        '2018-11-04T08:00:01Z',
      ],
    ],
  ]
  for (const [what, zone, times] of nights)
    it(`go across midnight in ${what} [TR-4]`, () => {
      const ask = during(windowOf('22:00:00', '06:00:00'), zone)

      expect(times.map(ask)).to.deep.equal([false, true, true, true, true, false])
      expect(ask(`${times[2]!.slice(0, 10)}T15:00:00Z`)).to.equal(false)
    })

  it('come twice in an hour that does, and not at all in one that is skipped [TR-4]', () => {
    const ask = during(windowOf('02:30:00', '02:45:00'), 'Europe/Berlin')
    const quarters = (day: string) =>
      Array.from({ length: 96 }, (_, i) => new Date(Date.parse(`${day}T00:00:00Z`) + i * 900_000))
        .map((at) => at.toISOString().slice(11, 16))
        .filter((time) => ask(`${day}T${time}:00Z`))

    expect(quarters('2026-10-25')).to.deep.equal(['00:30', '00:45', '01:30', '01:45'])
    expect(quarters('2026-03-29')).to.deep.equal([])
    expect(quarters('2026-03-30')).to.deep.equal(['00:30', '00:45'])
  })

  it('are read right wherever clocks stand, half and quarter hours and the far east among them [TR-4]', () => {
    const noonIn = (zone: string, utc: string) =>
      during(windowOf('12:00:00', '12:00:59'), zone)(`2026-07-01T${utc}:30Z`)

    expect(noonIn('Asia/Kathmandu', '06:15')).to.equal(true)
    expect(noonIn('Australia/Lord_Howe', '01:30')).to.equal(true)
    expect(noonIn('Pacific/Kiritimati', '22:00')).to.equal(true)
    expect(noonIn('America/St_Johns', '14:30')).to.equal(true)
    expect(noonIn('Asia/Kathmandu', '06:00')).to.equal(false)
  })
})

describe('whether a technician may be tracked', () => {
  const rules: TrackingRules = {
    technicianId: '0190f5f0-0000-7000-8000-000000000001',
    userId: 7,
    fullName: 'João Silva',
    isActive: true,
    allowTracking: true,
    withdrawn: [],
    ...windowOf('08:00:00', '18:00:00'),
  }
  const ask = (changes: Partial<TrackingRules>, time = '2026-01-08T15:00:00Z') =>
    mayTrack({ ...rules, ...changes }, 'America/Sao_Paulo', Date.parse(time))

  it('is asked of consent first, then of the hour [TR-3] [TR-4]', () => {
    expect(ask({})).to.equal(undefined)
    expect(ask({ allowTracking: false })).to.equal('tracking_not_allowed')
    expect(ask({ isActive: false })).to.equal('tracking_not_allowed')
    expect(ask({}, '2026-01-08T03:00:00Z')).to.equal('outside_work_window')
    expect(ask({ allowTracking: false }, '2026-01-08T03:00:00Z')).to.equal('tracking_not_allowed')
  })

  it('is no for the time in which tracking was off, though it is on again [TR-3]', () => {
    const [from, until] = [Date.parse('2026-01-08T15:00:00Z'), Date.parse('2026-01-08T16:00:00Z')] as const
    const during = (time: string) => ask({ withdrawn: [[from, until]] }, time)

    expect(during('2026-01-08T14:59:59.999Z')).to.equal(undefined)
    expect(during('2026-01-08T15:00:00Z')).to.equal('tracking_not_allowed')
    expect(during('2026-01-08T15:59:59.999Z')).to.equal('tracking_not_allowed')
    expect(during('2026-01-08T16:00:00Z')).to.equal(undefined)
  })
})
