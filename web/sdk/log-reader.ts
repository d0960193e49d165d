import type { LogEntryView } from '../../domain/sessions/schema.ts'

/** Reads a session's log in order and each entry once, whether it comes as a notice or is asked for afterwards. */
export const logReader = (take: (entry: LogEntryView) => void) => {
  let told: number | null = null
  /** While what was missed is on its way. */
  let waiting: LogEntryView[] | null = null

  const tell = (entries: readonly LogEntryView[]) => {
    for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
      if (told !== null && entry.seq <= told) continue
      told = entry.seq
      take(entry)
    }
  }

  return {
    hear(entry: LogEntryView): void {
      if (waiting) waiting.push(entry)
      else tell([entry])
    },
    /** A connection begins at `seq`; `missedAfter` answers what came between the last one and it. */
    async begin(seq: number, missedAfter: (seq: number) => Promise<readonly LogEntryView[]>): Promise<void> {
      const before = told
      if (before === null || before >= seq) {
        told = seq
        return
      }
      waiting = []
      const missed = await missedAfter(before)
      const meanwhile = waiting
      waiting = null
      tell([...missed, ...meanwhile])
      told = Math.max(told ?? 0, seq)
    },
  }
}
