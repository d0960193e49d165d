import { type FieldError, Problem } from '../problem.ts'
import { type EventName, eventNames } from './event.ts'

/** Whether an event of this name is asked for: by its name, by `share.*`, or by `*`. */
export const isWanted = (filters: readonly string[], name: string): boolean =>
  filters.some(
    (filter) =>
      filter === '*' || filter === name || (filter.endsWith('.*') && name.startsWith(filter.slice(0, -1))),
  )

/** The names that are asked for; throws `validation_failed` for a filter that fits none. */
export const namesOf = (filters: readonly string[], field: string): readonly EventName[] => {
  const errors: FieldError[] = filters.flatMap((filter, i) =>
    eventNames.some((name) => isWanted([filter], name))
      ? []
      : [{ field: `${field}.${i}`, message: 'is not the name of any event' }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
  return eventNames.filter((name) => isWanted(filters, name))
}
