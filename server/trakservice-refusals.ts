import { type Problem, sentenceOf } from '../domain/problem.ts'
import { refusalsOf } from './face-refusals.ts'
import { statusOf } from './problems.ts'

/** One list of sentences a field, as clients of TrakService read them. */
const byField = ({ details }: Problem): Record<string, string[]> => {
  const fields: Record<string, string[]> = {}
  for (const { field, message } of details.errors ?? []) {
    const name = field || 'non_field_errors'
    fields[name] = [...(fields[name] ?? []), message]
  }
  return fields
}

/**
 * The refusals of TrakService: beside what every refusal says, the sentences of a broken rule as `non_field_errors`,
 * and those of wrong fields under the fields' names.
 */
export const refuseTrakService = refusalsOf({
  wrap(message, problem, language) {
    if (problem.code === 'validation_failed') return byField(problem)
    const isRule = statusOf[problem.code] === 400 || statusOf[problem.code] === 409
    if (!isRule || problem.code === 'range_too_long') return {}
    return { non_field_errors: [message ?? sentenceOf(problem.code, language, problem.details)] }
  },
})
