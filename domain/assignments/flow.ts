/** How far a visit can be. Without a library, so that browsers know the same flow. */
export const assignmentStatuses = ['scheduled', 'en_route', 'on_site', 'done', 'canceled'] as const
export type AssignmentStatus = (typeof assignmentStatuses)[number]

/** What each status may become, the usual one first. */
export const onwards: Readonly<Record<AssignmentStatus, readonly AssignmentStatus[]>> = {
  scheduled: ['en_route', 'canceled'],
  en_route: ['on_site', 'canceled'],
  on_site: ['done', 'canceled'],
  done: [],
  canceled: [],
}

/** scheduled → en_route → on_site → done, and from each but the last to canceled. */
export const mayBecome = (from: AssignmentStatus, to: AssignmentStatus): boolean => onwards[from].includes(to)

interface Standing {
  readonly status: AssignmentStatus
}

/** Neither done nor canceled. */
export const isOpen = ({ status }: Standing): boolean => onwards[status].length > 0

/** The technician is on the way to the customer, or there. */
export const isUnderWay = ({ status }: Standing): boolean => status === 'en_route' || status === 'on_site'
