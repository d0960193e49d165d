import { expect } from 'chai'
import { Problem, type ProblemName } from '../../domain/problem.ts'

/** The refusal that `work` ends in; fails where there is none, or where it is not a refusal. */
export const refusalOf = async (work: Promise<unknown> | (() => unknown)): Promise<Problem> => {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  return expect.fail('nothing was refused')
}

export const expectRefusal = async (code: ProblemName, work: Promise<unknown> | (() => unknown)) => {
  expect((await refusalOf(work)).code).to.equal(code)
}

/** The fields that a `validation_failed` names. */
export const faultyFields = async (work: Promise<unknown> | (() => unknown)): Promise<string[]> =>
  ((await refusalOf(work)).details.errors ?? []).map(({ field }) => field)
