import { type Language, Problem } from '../problem.ts'
import { type AssignmentStatus, assignmentStatuses } from './assignment.ts'

type Words = Readonly<Record<Language, string>>

const statusNames: Readonly<Record<AssignmentStatus, Words>> = {
  scheduled: { en: 'Scheduled', 'pt-BR': 'Agendado', es: 'Programado' },
  en_route: { en: 'En route', 'pt-BR': 'Em deslocamento', es: 'En camino' },
  on_site: { en: 'On site', 'pt-BR': 'No local', es: 'En el lugar' },
  done: { en: 'Done', 'pt-BR': 'Concluído', es: 'Terminado' },
  canceled: { en: 'Canceled', 'pt-BR': 'Cancelado', es: 'Cancelado' },
}

/** A status as people read it. */
export const statusName = (status: AssignmentStatus, language: Language): string =>
  statusNames[status][language]

/** A refused transition with its statuses as they are displayed; any other refusal as it is. */
export const transitionInWords = (problem: Problem, language: Language): Problem => {
  if (problem.code !== 'transition_not_allowed') return problem
  const named = (status: unknown) => {
    const known = assignmentStatuses.find((one) => one === status)
    return known ? statusName(known, language) : status
  }
  const { from, to } = problem.details
  return new Problem(problem.code, { ...problem.details, from: named(from), to: named(to) })
}

export const overlapWords: Words = {
  en: 'The technician has another assignment at this time.',
  'pt-BR': 'O técnico já possui outra atribuição neste horário.',
  es: 'El técnico ya tiene otra asignación a esta hora.',
}
