import { problems } from './problem-sentences.ts'

export const languages = ['en', 'pt-BR', 'es'] as const
export type Language = (typeof languages)[number]

export type ProblemName = keyof typeof problems

/** One field that was refused; `field` is a path as the client wrote it, such as `vehicle.name` or `0.latitude`. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

export interface ProblemDetails {
  readonly errors?: readonly FieldError[]
  readonly [placeholder: string]: unknown
}

/** A refusal that a caller can understand. What only we can mend is a plain `Error`. */
export class Problem extends Error {
  readonly code: ProblemName
  readonly details: ProblemDetails

  constructor(code: ProblemName, details: ProblemDetails = {}) {
    super(sentenceOf(code, 'en', details))
    this.name = 'Problem'
    this.code = code
    this.details = details
  }
}

/** Says what is wrong with which fields. */
export const faulty = (...errors: FieldError[]): Problem => new Problem('validation_failed', { errors })

/** What was looked for; throws `not_found` where there is nothing. */
export const found = <T>(one: T | undefined): T => {
  if (one === undefined) throw new Problem('not_found')
  return one
}

/** The sentence for a person, in their language, with its placeholders filled. */
export const sentenceOf = (code: ProblemName, language: Language, details: ProblemDetails = {}): string =>
  problems[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole))
