import { expect } from 'chai'
import { faultyFields } from '../support/refusals.ts'
import { anOffice, dispatcher, every } from './an-office.ts'

describe('today and this week', () => {
  const cases: [zone: string, moment: string, today: string, monday: string, sunday: string][] = [
    ['America/Sao_Paulo', '2026-01-15T02:59:59Z', '2026-01-14', '2026-01-12', '2026-01-18'],
    ['America/Sao_Paulo', '2026-01-15T03:00:00Z', '2026-01-15', '2026-01-12', '2026-01-18'],
    ['America/Sao_Paulo', '2026-01-19T02:59:59Z', '2026-01-18', '2026-01-12', '2026-01-18'],
    ['America/Sao_Paulo', '2026-01-19T03:00:00Z', '2026-01-19', '2026-01-19', '2026-01-25'],
    // Summer time ended at 3:00 on 5 April 2026: the day had 25 hours.
    ['Pacific/Auckland', '2026-04-04T10:59:59Z', '2026-04-04', '2026-03-30', '2026-04-05'],
    ['Pacific/Auckland', '2026-04-04T11:00:00Z', '2026-04-05', '2026-03-30', '2026-04-05'],
    ['Pacific/Auckland', '2026-04-05T11:59:59Z', '2026-04-05', '2026-03-30', '2026-04-05'],
    ['Pacific/Auckland', '2026-04-05T12:00:00Z', '2026-04-06', '2026-04-06', '2026-04-12'],
    // It begins at 2:00 on 27 September 2026: the day has 23 hours.
    ['Pacific/Auckland', '2026-09-26T12:00:00Z', '2026-09-27', '2026-09-21', '2026-09-27'],
    ['Pacific/Auckland', '2026-09-27T10:59:59Z', '2026-09-27', '2026-09-21', '2026-09-27'],
    ['Pacific/Auckland', '2026-09-27T11:00:00Z', '2026-09-28', '2026-09-28', '2026-10-04'],
  ]

  for (const [timeZone, moment, today, monday, sunday] of cases)
    it(`are ${today} and from ${monday} on in ${timeZone} at ${moment} [AS-12]`, async () => {
      const { assignments, plan, at } = anOffice({ timeZone })
      const near = [-8, -7, -6, -1, 0, 1, 6, 7].map((days) =>
        new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10),
      )
      for (const scheduled_date of new Set([...near, monday, sunday])) await plan({ scheduled_date })
      at(moment)

      const forToday = await assignments.today(dispatcher, {}, every)
      const forWeek = await assignments.week(dispatcher, {}, every)

      expect(forToday.rows.map(({ scheduledDate }) => scheduledDate)).to.deep.equal([today])
      const dates = forWeek.rows.map(({ scheduledDate }) => scheduledDate)
      expect([dates[0], dates.at(-1)]).to.deep.equal([monday, sunday])
      expect(dates).to.include(today)
    })

  it('are narrowed like every list, and to one’s own [AS-1] [AS-11]', async () => {
    const { assignments, plan, bia, anna } = anOffice()
    const hers = await plan()
    const others = await plan({ technician: bia.id })

    const own = await assignments.today(anna, { technicianId: bia.id }, every)
    const narrowed = await assignments.week(dispatcher, { technicianId: bia.id }, every)

    expect(own.count).to.equal(0)
    expect(narrowed.rows.map(({ id }) => id)).to.deep.equal([others.id])
    expect((await assignments.today(anna, {}, every)).rows.map(({ id }) => id)).to.deep.equal([hers.id])
  })

  it('refuse nothing else, but a span that ends before it begins is one [AS-11]', async () => {
    const { assignments } = anOffice()
    const span = (dateFrom: string, dateTo: string) =>
      assignments.list(dispatcher, { dateFrom, dateTo }, every)

    expect(await faultyFields(span('2026-01-16', '2026-01-15'))).to.deep.equal(['date_to'])
    expect((await span('2026-01-15', '2026-01-15')).count).to.equal(0)
  })
})
