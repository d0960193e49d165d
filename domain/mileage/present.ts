import { csvLine } from '../analytics/csv.ts'
import type { Technician } from '../technicians/technician.ts'
import type { DayFigure } from './ports.ts'
import type { MileageDayDetail, MileageDayView } from './schema.ts'

/** A day's figure beside the one whose day it was. */
export interface MileageDay {
  readonly technician: Technician
  readonly figure: DayFigure
  readonly isFinal: boolean
}

/** One decimal. */
export const toKm = (metres: number): number => Math.round(metres / 100) / 10

const commonOf = ({ technician, figure, isFinal }: MileageDay) => ({
  technician: { id: technician.id, full_name: technician.user.fullName },
  date: figure.date,
  distance_m: figure.distanceM,
  km: toKm(figure.distanceM),
  bridged_m: figure.bridgedM,
  positions: figure.positions,
  first_at: figure.firstAt?.toISOString() ?? null,
  last_at: figure.lastAt?.toISOString() ?? null,
  is_final: isFinal,
})

export const presentMileage = (day: MileageDay): MileageDayView => ({
  ...commonOf(day),
  gaps: day.figure.gaps.length,
})

export const presentMileageDetail = (day: MileageDay): MileageDayDetail => ({
  ...commonOf(day),
  gaps: day.figure.gaps.map(({ from, to, distanceM }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    distance_m: distanceM,
    duration_s: Math.round((to - from) / 1000),
  })),
})

const columns = [
  'technician_id',
  'technician',
  'date',
  'km',
  'distance_m',
  'bridged_m',
  'gaps',
  'positions',
  'first_at',
  'last_at',
  'is_final',
]

/** Names are anybody's, and a spreadsheet must not compute them. */
export const mileageCsv = (days: readonly MileageDayView[]): string =>
  [
    csvLine(columns),
    ...days.map((day) =>
      csvLine([
        day.technician.id,
        day.technician.full_name,
        day.date,
        day.km.toFixed(1),
        day.distance_m,
        day.bridged_m,
        day.gaps,
        day.positions,
        day.first_at,
        day.last_at,
        day.is_final,
      ]),
    ),
  ].join('')
