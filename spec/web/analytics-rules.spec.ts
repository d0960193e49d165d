import { expect } from 'chai'
import type { AnalyticsView } from '../../domain/analytics/schema.ts'
import type { NotificationView } from '../../domain/notifications/schema.ts'
import { asCsv } from '../../web/app/analytics/as-csv.ts'
import { buildWorld } from '../../web/app/analytics/build-world.ts'
import { changeOf, dayAt, stepOf, ticksFor } from '../../web/app/analytics/scale.ts'
import { spansOf } from '../../web/app/analytics/spans.ts'
import { byDay, placeIn } from '../../web/app/notifications/by-day.ts'

describe('the rules of charts', () => {
  it('are round numbers on the axis, at least as high as what is shown [CT-3]', () => {
    expect(ticksFor(0)).to.deep.equal([0, 1])
    expect(ticksFor(7)).to.deep.equal([0, 2, 4, 6, 8])
    expect(ticksFor(1234).at(-1)).to.be.at.least(1234)
    expect(ticksFor(1234)[1]).to.equal(500)
  })

  it('are five steps for countries, and none for nothing [CT-4]', () => {
    expect([0, 1, 10, 100].map((views) => stepOf(views, 100))).to.deep.equal([0, 1, 3, 5])
    expect(stepOf(1, 1)).to.equal(5)
  })

  it('say no change where there was nothing before, and find the day under a finger [CT-2] [CT-3]', () => {
    expect([changeOf(15, 10), changeOf(5, 10), changeOf(5, 0)]).to.deep.equal([50, -50, null])
    expect([dayAt(-0.1, 7), dayAt(0.5, 7), dayAt(1, 7)]).to.deep.equal([0, 3, 6])
  })

  it('are bars of a day each, and of a week each where there are too many, back from the last day [CT-3]', () => {
    const days = Array.from({ length: 365 }, (_, i) => ({
      date: `day ${i}`,
      views: 1,
      downloads: 0,
      unique_visitors: 1,
    }))
    const weeks = spansOf(days)
    expect(weeks.length).to.equal(53)
    expect(weeks[0]).to.include({ from: 'day 0', until: 'day 0', views: 1 })
    expect(weeks.at(-1)).to.include({ from: 'day 358', until: 'day 364', views: 7, unique_visitors: 7 })
    expect(spansOf(days.slice(0, 90)).length).to.equal(90)
  })

  it('draw each country by its two letters, small ones as points [CT-4]', async () => {
    const { shapes, points } = await buildWorld()
    const codes = [...shapes, ...points].map(([code]) => code)
    expect(codes).to.include.members(['BR', 'DE', 'XK', 'SG', 'MT'])
    expect(codes).not.to.include('AQ')
    expect(new Set(codes).size).to.equal(codes.length)
    for (const [, d] of shapes) expect(d).to.match(/^M[\d.,MLZ-]+$/)
  })

  it('are a table that no spreadsheet computes [CT-6] [T-44]', () => {
    const text = asCsv({
      daily_breakdown: [{ date: '2030-01-02', views: 3, downloads: 1, unique_visitors: 2 }],
      geographic_breakdown: [],
      device_breakdown: [],
      browser_breakdown: [],
      os_breakdown: [],
      referrer_breakdown: [{ referrer: '=cmd,x', views: 3 }],
      channel_breakdown: [],
    } as unknown as AnalyticsView)
    expect(text).to.equal(
      'kind,name,views,downloads,unique_visitors\r\nday,2030-01-02,3,1,2\r\nreferrer,"\'=cmd,x",3,,\r\n',
    )
  })
})

describe('the rules of the page of notifications', () => {
  it('put each under its day in the organization’s zone [NP-1]', () => {
    const at = (created_at: string) => ({ created_at }) as NotificationView
    const days = byDay('Europe/Berlin', [at('2030-07-01T22:30:00Z'), at('2030-07-01T21:30:00Z')])
    expect(days.map(({ day, notifications }) => [day, notifications.length])).to.deep.equal([
      ['2030-07-02', 1],
      ['2030-07-01', 1],
    ])
  })

  it('lead to a place on this host, whatever is written [NP-2]', () => {
    expect(placeIn('https://a.example/#/assets/7?comment=x')).to.equal('#/assets/7?comment=x')
    expect(placeIn('https://a.example/collaborate/session/1/?comment=x')).to.equal(
      '/collaborate/session/1/?comment=x',
    )
    expect(placeIn('javascript:alert(1)')).not.to.match(/^javascript:/)
    expect(placeIn('https://a.example//evil.example/')).not.to.match(/^\/\//)
  })
})
