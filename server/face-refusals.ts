import { fieldLine } from '../domain/field-words.ts'
import { type Language, type Problem, sentenceOf } from '../domain/problem.ts'
import { presentProblem, refusalHeaders } from './problems.ts'
import { Answer, type RequestFacts } from './route.ts'

export type Sentences = Readonly<Record<Language, string>>

/** How one face of the link core puts its refusals. */
export interface FaceRefusals {
  /** What it says in words of its own; everything else is said as everywhere. */
  readonly sentence?: (problem: Problem) => Sentences | undefined
  /** What it calls by another name: a withdrawn link may be as unknown as one that never was. */
  readonly rename?: (problem: Problem) => Problem
  /** Fields beside those of RFC 9457. `message` is the sentence for a person. */
  readonly wrap?: (message: string, problem: Problem, language: Language) => object
}

/** For a route's `refuse`: the same document as everywhere (RFC 9457), in the words of its face. */
export const refusalsOf =
  ({ sentence, rename = (problem) => problem, wrap }: FaceRefusals) =>
  (thrown: Problem, { language, id }: RequestFacts): Answer => {
    const problem = rename(thrown)
    const document = presentProblem(problem, { language, instance: `urn:uuid:${id}`, requestId: id })
    const detail = sentence?.(problem)?.[language] ?? document.detail
    const value = { ...document, detail, ...wrap?.(detail, problem, language) }
    return new Answer(JSON.stringify(value), {
      status: document.status,
      headers: { ...refusalHeaders(problem), 'Cache-Control': 'no-store' },
      type: 'application/problem+json',
    })
  }

/** What exactly is wrong, on one line. */
export const linesOf = ({ code, details }: Problem, language: Language): string =>
  details.errors?.map((error) => fieldLine(error, language)).join('; ') ?? sentenceOf(code, language, details)
