import type { Id, SerialId } from '../schema.ts'
import type { CandidateView, TechnicianKeyView, TechnicianView } from './schema.ts'

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

/** Trimmed, and each once, as it was written first. */
export const skillsOf = (lines: readonly string[]): string[] => {
  const trimmed = lines.map((line) => line.normalize('NFC').trim())
  const folded = trimmed.map((skill) => skill.toLowerCase())
  return trimmed.filter((_, i) => folded.indexOf(folded[i]!) === i)
}

/** `08:00` is `08:00:00`. */
export const withSeconds = (time: string): TimeOfDay => (time.length === 5 ? `${time}:00` : time)

export const presentTechnician = (technician: Technician): TechnicianView => {
  const { id, email, fullName } = technician.user
  return {
    id: technician.id,
    user: {
      id,
      email,
      first_name: firstNameOf(fullName),
      last_name: lastNameOf(fullName),
      full_name: fullName,
    },
    full_name: fullName,
    phone: technician.phone,
    skills: [...technician.skills],
    work_start_time: technician.workStartTime,
    work_end_time: technician.workEndTime,
    is_active: technician.isActive,
    allow_tracking: technician.allowTracking,
    created_at: technician.createdAt.toISOString(),
    updated_at: technician.updatedAt.toISOString(),
    color: technician.color,
    last_seen_at: technician.allowTracking ? (technician.lastSeenAt?.toISOString() ?? null) : null,
  }
}

export const presentCandidate = ({ id, fullName, email }: TechnicianUser): CandidateView => ({
  user_id: id,
  full_name: fullName,
  email,
})

export const presentKey = (
  { id }: Pick<Technician, 'id'>,
  ingestKey: string,
  publicUrl: string,
): TechnicianKeyView => ({
  ingest_key: ingestKey,
  osmand_url: `${publicUrl}/ingest/osmand/${ingestKey}?id=${id}`,
  owntracks: { url: `${publicUrl}/ingest/owntracks`, user: id, password: ingestKey },
})
