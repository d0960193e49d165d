/**
 * The database's clock decides when a link ends, so that nodes whose clocks differ agree. The difference is measured
 * now and then; in between, time is read from this machine.
 */
export const createClock = (databaseNow: () => Promise<Date>) => {
  let offsetMs = 0
  return {
    now: (): Date => new Date(Date.now() + offsetMs),
    /** The shortest of three round trips bounds the error best. */
    async synchronize(): Promise<void> {
      let best = Number.POSITIVE_INFINITY
      for (let i = 0; i < 3; i++) {
        const sentAt = performance.now()
        const theirs = (await databaseNow()).getTime()
        const roundTrip = performance.now() - sentAt
        if (roundTrip >= best) continue
        best = roundTrip
        const measured = theirs + roundTrip / 2 - Date.now()
        offsetMs = Math.abs(measured) < 20 ? 0 : measured // what a round trip can explain is not a difference
      }
    },
  }
}
