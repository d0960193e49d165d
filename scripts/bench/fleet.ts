import type { Position, Subject } from '../../domain/positions/position.ts'

/** The vehicles that every server of the bench shows, the product and what it is measured against. */
export const subjectOf = (vehicle: number): Subject => ({
  key: vehicle + 1,
  id: `0193a1b2-c3d4-7e5f-8a9b-${vehicle.toString(16).padStart(12, '0')}`,
  tenantId: 1,
  kind: 'vehicle',
})

/** Somewhere in one city, on the move; a device's digits rather than round numbers. */
export const positionOf = (vehicle: number, recordedAt: number): Position => ({
  latE7: 525_200_066 + ((vehicle * 104_729 + recordedAt) % 2_000_000),
  lonE7: 134_049_540 + ((vehicle * 130_363 + recordedAt) % 3_000_000),
  recordedAt,
  speed: 12.4,
  heading: 271.5,
  accuracy: 4.8,
  altitude: null,
  attributes: null,
})

export const linkToken = (vehicle: number): string => `vehicle-${vehicle}`

export const vehicleOf = (token: string): number => Number(token.slice('vehicle-'.length))

/** Devices report with some delay, each with its own. */
export const latenessMs = (vehicle: number): number => (vehicle * 7_919) % 2_000
