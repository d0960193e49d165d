import { expect } from 'chai'
import { createForgetting, type RetentionStore, withinHouse } from '../../domain/tenants/retention.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const daysBefore = (moment: Date) => (noon.getTime() - moment.getTime()) / 86_400_000

describe('forgetting', () => {
  /** What was asked to be forgotten, in days before now. */
  const asked: unknown[] = []
  const store = (settled: Awaited<ReturnType<RetentionStore['settled']>>): RetentionStore => ({
    settled: async () => settled,
    async forgetPositions(tenantId, before, dryRun) {
      asked.push(['positions', tenantId, daysBefore(before), dryRun])
      return 3
    },
    async forgetRemoved(tenantId, dryRun) {
      asked.push(['removed', tenantId, dryRun])
      return 5
    },
    async forgetLocationAudit(tenantId, before, dryRun) {
      asked.push(['audited', tenantId, daysBefore(before), dryRun])
      return 2
    },
    async forgetLooks(tenantId, before, dryRun) {
      asked.push(['looks', tenantId, daysBefore(before), dryRun])
      return 4
    },
    async forgetEvents(tenantId, before, accessesBefore, dryRun) {
      asked.push(['events', tenantId, daysBefore(before), daysBefore(accessesBefore), dryRun])
      return 1
    },
  })
  beforeEach(() => asked.splice(0))

  it('goes by each organization’s own days, and never beyond the house’s [FE-20] [FE-22] [FE-23] [FE-24] [PR-22]', async () => {
    const forgetOld = createForgetting({
      store: store([
        { tenantId: 1, retention: { positionsDays: 7, auditDays: 30 } },
        { tenantId: 2, retention: { positionsDays: 60, auditDays: 365 } },
      ]),
      longestPositionsDays: 45,
      now: () => noon,
    })

    const report = await forgetOld(false)

    expect(report).to.deep.equal({ positions: 16, audited: 4, looks: 8, events: 2 })
    expect(asked).to.deep.equal([
      ['removed', 1, false],
      ['positions', 1, 7, false],
      ['audited', 1, 7, false],
      ['looks', 1, 7, false],
      ['events', 1, 30, 30, false],
      ['removed', 2, false],
      ['positions', 2, 45, false],
      ['audited', 2, 45, false],
      ['looks', 2, 45, false],
      ['events', 2, 365, 30, false],
    ])
  })

  it('only counts on a dry run', async () => {
    const settled = [{ tenantId: 1, retention: { positionsDays: 7, auditDays: 30 } }]
    await createForgetting({ store: store(settled), longestPositionsDays: 45, now: () => noon })(true)

    expect(asked.map((call) => (call as unknown[]).at(-1))).to.deep.equal([true, true, true, true, true])
  })

  it('leaves an organization’s wish as it is while the house keeps less [FE-20]', () => {
    const kept = { positionsDays: 60, auditDays: 365 }

    expect(withinHouse(kept, 30)).to.deep.equal({ positionsDays: 30, auditDays: 365 })
    expect(withinHouse(kept, 90)).to.deep.equal(kept)
  })
})
