import type { Id, SerialId } from '../schema.ts'

/** `HH:MM:SS`. */
export type TimeOfDay = string

/** Somebody of the organization who goes out to work. */
export interface Technician {
  readonly id: Id
  readonly tenantId: SerialId
  /** What positions carry instead of the id; never leaves the house. */
  readonly key: number
  readonly user: TechnicianUser
  readonly phone: string
  readonly skills: readonly string[]
  /** A window that ends before it begins goes across midnight; one that ends when it begins lasts all day. */
  readonly workStartTime: TimeOfDay
  readonly workEndTime: TimeOfDay
  readonly isActive: boolean
  readonly allowTracking: boolean
  readonly color: string
  readonly lastSeenAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** The account behind it, under the name that it bears now. */
export interface TechnicianUser {
  readonly id: SerialId
  readonly email: string
  readonly fullName: string
}

/** "Ana Maria da Silva" is Ana to a customer. */
export const firstNameOf = (fullName: string): string => fullName.trim().split(/\s+/u)[0] ?? ''

/** What follows the first name, as it is written. */
export const lastNameOf = (fullName: string): string => fullName.trim().split(/\s+/u).slice(1).join(' ')
