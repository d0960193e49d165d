import { instantOf } from '../ui/time.ts'

export type Filter = 'name' | 'actor' | 'from' | 'to'
const day = 86_400_000

/** Days are whole ones in the organization's zone; `to` is the last that counts. */
export const auditQuery = (
  zone: string,
  { name, actor, from, to }: Readonly<Partial<Record<Filter, string>>>,
): string => {
  const midnight = (date: string, later = 0) =>
    new Date(
      instantOf(zone, `${new Date(Date.parse(date) + later).toISOString().slice(0, 10)}T00:00`),
    ).toISOString()
  return new URLSearchParams({
    ...(name && { name }),
    ...(actor && { actor_id: actor }),
    ...(from && { from: midnight(from) }),
    ...(to && { to: midnight(to, day) }),
  }).toString()
}
