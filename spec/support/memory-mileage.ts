import { longestSilence } from '../../domain/mileage/measure.ts'
import type { DayFigure, DayOfTechnician, DaySpan, MileageStore } from '../../domain/mileage/ports.ts'
import type { Position } from '../../domain/positions/position.ts'
import type { Technician } from '../../domain/technicians/technician.ts'

type Received = Position & { readonly receivedAt: number }

/** The counted days of one tenant without a database, and the positions that they are counted from. */
export const createMemoryMileage = (technicians: readonly Technician[]) => {
  const positions = new Map<number, Received[]>()
  const days = new Map<string, DayFigure & { readonly countedAt: Date }>()
  const idOf = (technicianId: string, date: string) => `${technicianId} ${date}`
  const within = ({ key, from, to }: Pick<DayOfTechnician, 'key' | 'from' | 'to'>) =>
    (positions.get(key) ?? []).filter(
      ({ recordedAt }) => recordedAt >= from.getTime() && recordedAt < to.getTime(),
    )
  const select = (spans: readonly DaySpan[], isWanted: (day: DayOfTechnician) => boolean, only?: string) =>
    technicians
      .filter(({ id }) => only === undefined || id === only)
      .flatMap(({ id, key }) => spans.map((span) => ({ ...span, technicianId: id, key })))
      .filter((day) => within(day).length > 0 && isWanted(day))

  const store: MileageStore = {
    counted: async ({ from, to, technicianId }) =>
      [...days.values()].filter(
        (day) =>
          day.date >= from &&
          day.date <= to &&
          (technicianId === undefined || day.technicianId === technicianId),
      ),
    uncounted: async (spans, only) =>
      select(spans, ({ technicianId, date }) => !days.has(idOf(technicianId, date)), only),
    outdated: async (spans) =>
      select(spans, (day) => {
        const counted = days.get(idOf(day.technicianId, day.date))
        return (
          counted !== undefined &&
          within({ ...day, from: new Date(day.from.getTime() - longestSilence) }).some(
            ({ receivedAt }) => receivedAt > counted.countedAt.getTime(),
          )
        )
      }),
    positions: async (day, limit) => within(day).slice(0, limit),
    async keep(figure, countedAt) {
      const id = idOf(figure.technicianId, figure.date)
      if ((days.get(id)?.positions ?? 0) <= figure.positions) days.set(id, { ...figure, countedAt })
    },
  }
  return {
    store,
    /** Times in ms; without `receivedAt` they came as they were recorded. */
    add(key: number, added: readonly Position[], receivedAt?: number): void {
      const all = [
        ...(positions.get(key) ?? []),
        ...added.map((one) => ({ ...one, receivedAt: receivedAt ?? one.recordedAt })),
      ]
      positions.set(
        key,
        all.sort((a, b) => a.recordedAt - b.recordedAt),
      )
    },
    forget: (key: number) => void positions.delete(key),
  }
}
