import { fieldSentence } from '../domain/field-words.ts'
import { type Language, type Problem, sentenceOf } from '../domain/problem.ts'
import { refusalsOf } from './face-refusals.ts'
import { statusOf } from './problems.ts'

/** What every refusal says by itself, and programs go by: no field of a body takes its place. */
const taken = new Set(['type', 'detail', 'code', 'instance', 'request_id', 'errors'])

/** One list of sentences a field, as clients of TrakService read them. Fields may have whatever names callers invent. */
const byField = ({ details }: Problem, language: Language): Readonly<Record<string, readonly string[]>> => {
  const fields = new Map<string, readonly string[]>()
  for (const { field, message } of details.errors ?? []) {
    const name = field || 'non_field_errors'
    if (!taken.has(name)) fields.set(name, [...(fields.get(name) ?? []), fieldSentence(message, language)])
  }
  return Object.fromEntries(fields)
}

/**
 * The refusals of TrakService: beside what every refusal says, the sentences of a broken rule as `non_field_errors`,
 * and those of wrong fields under the fields' names.
 */
export const refuseTrakService = refusalsOf({
  wrap(message, problem, language) {
    if (problem.code === 'validation_failed') return byField(problem, language)
    const isRule = statusOf[problem.code] === 400 || statusOf[problem.code] === 409
    if (!isRule || problem.code === 'range_too_long') return {}
    return { non_field_errors: [message ?? sentenceOf(problem.code, language, problem.details)] }
  },
})
