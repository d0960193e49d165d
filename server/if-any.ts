import Type, { type Static } from 'typebox'
import { Problem } from '../domain/problem.ts'
import { Answer } from './route.ts'

/** For what may well not be there: with `if_any=true` its absence is an answer, 204, and no refusal. */
export const IfAny = Type.Object(
  {
    /** 204 instead of 404 where there is none: a page that only wants to know has no error in its browser's log. */
    if_any: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** What `read` finds; 204 where it finds nothing and that was asked for. */
export const ifAny = async <T>(
  { if_any }: Static<typeof IfAny>,
  read: () => Promise<T>,
): Promise<T | Answer> => {
  try {
    return await read()
  } catch (error) {
    if (if_any && error instanceof Problem && error.code === 'not_found')
      return new Answer(undefined, { status: 204 })
    throw error
  }
}
