import { Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import type { RetentionSettings } from './schema.ts'

/** How long an organization keeps where its vehicles and technicians were, and what happened in it; in days. */
export interface Retention {
  readonly positionsDays: number
  readonly auditDays: number
}

export const usualRetention: Retention = { positionsDays: 60, auditDays: 365 }

/** That a link was opened is told to programs; statistics of links have a time of their own. */
export const accessEventDays = 30

/** Where an organization's wish, or the usual, is longer than the house keeps positions, the house's days are what holds. */
export const withinHouse = (kept: Retention, longestPositionsDays: number): Retention => ({
  positionsDays: Math.min(kept.positionsDays, longestPositionsDays),
  auditDays: kept.auditDays,
})

/** The settings with a change taken in, as they are kept. */
export const changedRetention = (
  kept: Retention,
  { positions_days, audit_days }: Partial<RetentionSettings>,
  longestPositionsDays: number,
): Retention => {
  if (positions_days !== undefined && positions_days > longestPositionsDays)
    throw new Problem('validation_failed', {
      errors: [
        {
          field: 'retention.positions_days',
          message: `must be at most ${longestPositionsDays}: this service keeps no position longer`,
        },
      ],
    })
  return { positionsDays: positions_days ?? kept.positionsDays, auditDays: audit_days ?? kept.auditDays }
}

export const presentRetention = ({ positionsDays, auditDays }: Retention): RetentionSettings => ({
  positions_days: positionsDays,
  audit_days: auditDays,
})

/** What is forgotten by age, in small steps. On a dry run nothing goes, and the answers are how much would. */
export interface RetentionStore {
  /** What every organization has settled, or the usual. */
  settled(): Promise<readonly { readonly tenantId: SerialId; readonly retention: Retention }[]>
  /** Positions of vehicles and technicians, each subject's newest as well. */
  forgetPositions(tenantId: SerialId, before: Date, dryRun: boolean): Promise<number>
  /**
   * Positions of technicians who were removed, however new: of those that nobody came to forget then, and those that
   * were still on their way.
   */
  forgetRemoved(tenantId: SerialId, dryRun: boolean): Promise<number>
  /** What was noted of each position that a technician sent. */
  forgetLocationAudit(tenantId: SerialId, before: Date, dryRun: boolean): Promise<number>
  /** Who looked at where a technician was; the last look counts. */
  forgetLooks(tenantId: SerialId, before: Date, dryRun: boolean): Promise<number>
  /** Events; those that a link was opened, by a moment of their own. */
  forgetEvents(tenantId: SerialId, before: Date, accessesBefore: Date, dryRun: boolean): Promise<number>
}

export interface ForgettingPorts {
  readonly store: RetentionStore
  readonly longestPositionsDays: number
  readonly now: () => Date
}

const dayMs = 86_400_000

export type Forgetting = ReturnType<typeof createForgetting>

/** Forgets what each organization has kept for long enough. */
export const createForgetting =
  ({ store, longestPositionsDays, now }: ForgettingPorts) =>
  async (dryRun: boolean): Promise<{ positions: number; audited: number; looks: number; events: number }> => {
    const daysAgo = (days: number) => new Date(now().getTime() - days * dayMs)
    const gone = { positions: 0, audited: 0, looks: 0, events: 0 }
    for (const { tenantId, retention } of await store.settled()) {
      const { positionsDays, auditDays } = withinHouse(retention, longestPositionsDays)
      const [positions, audit] = [daysAgo(positionsDays), daysAgo(auditDays)]
      const accesses = daysAgo(Math.min(accessEventDays, auditDays))
      gone.positions += await store.forgetRemoved(tenantId, dryRun)
      gone.positions += await store.forgetPositions(tenantId, positions, dryRun)
      gone.audited += await store.forgetLocationAudit(tenantId, positions, dryRun)
      gone.looks += await store.forgetLooks(tenantId, positions, dryRun)
      gone.events += await store.forgetEvents(tenantId, audit, accesses, dryRun)
    }
    return gone
  }
