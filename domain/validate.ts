import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Static, TSchema } from 'typebox'
import { type FieldError, Problem } from './problem.ts'

const options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  ownProperties: true,
} as const
const strictAjv = withFormats(new Ajv2020(options))
const textAjv = withFormats(new Ajv2020({ ...options, coerceTypes: 'array' }))

/**
 * Turns what came in into a typed value, or throws `validation_failed` with one entry a field. Defaults are filled in
 * place. `from: 'text'` reads numbers and booleans out of strings, as queries and paths carry them.
 */
export const parser = <T extends TSchema>(schema: T, from: 'json' | 'text' = 'json') => {
  let check: ValidateFunction | undefined // compiled at first use: most processes never see most schemas
  return (input: unknown): Static<T> => {
    check ??= (from === 'text' ? textAjv : strictAjv).compile(unnamed(schema))
    if (from === 'text') refuseOddNumbers(schema, input)
    if (check(input)) return input as Static<T>
    throw new Problem('validation_failed', { errors: fieldErrors(check.errors ?? []) })
  }
}

const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** A number is written one way: `2e0`, `0x2` and ` 2` would be further names of the same thing. */
const refuseOddNumbers = (schema: TSchema, input: unknown): void => {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> }
  const values = input as Record<string, unknown>
  for (const [name, { type }] of Object.entries(properties)) {
    const value = values[name]
    const isOdd = typeof value === 'string' && !plainNumber.test(value)
    if (isOdd && (type === 'integer' || type === 'number')) values[name] = Number.NaN // is no number to any schema
  }
}

/** Names are for the documentation. In one schema a name may stand for one place only, while a shape may stand in several. */
const unnamed = <T>(schema: T): T =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$id' && typeof value === 'string' ? undefined : value,
  )

function withFormats(ajv: Ajv2020): Ajv2020 {
  formats.default(ajv, ['date-time', 'date', 'time', 'email', 'uri'])
  // Theirs takes `urn:uuid:…` as well, which is another name of the same thing, and none that PostgreSQL can read.
  return ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
}

/**
 * One a field, the first: what fails as "text or null" fails three times over. At most 20 are named: a body of ten
 * thousand faults does not earn an answer of ten thousand lines.
 */
const fieldErrors = (errors: readonly ErrorObject[]): FieldError[] => {
  const named = new Map<string, FieldError>()
  for (const error of errors) {
    const fault = toFieldError(error)
    if (!named.has(fault.field)) named.set(fault.field, fault)
    if (named.size === 20) break
  }
  return [...named.values()]
}

const toFieldError = ({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): FieldError => {
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  if (keyword === 'required')
    return { field: [...path, params.missingProperty].join('.'), message: 'is required' }
  if (keyword === 'additionalProperties')
    return { field: [...path, params.additionalProperty].join('.'), message: 'is not a known field' }
  if (keyword === 'enum')
    return { field: path.join('.'), message: `must be one of ${params.allowedValues.join(', ')}` }
  if (keyword === 'pattern') return { field: path.join('.'), message: 'is not in a valid form' } // a pattern is no sentence
  return { field: path.join('.'), message }
}

const unescapePointer = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~')
