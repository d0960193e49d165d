import { type Language, Problem } from '../problem.ts'
import { assignmentStatuses } from './flow.ts'
import { statusName } from './status-names.ts'

type Words = Readonly<Record<Language, string>>

export { statusName }

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
