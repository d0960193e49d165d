import { Problem } from '../../domain/problem.ts'
import { inspect, makePictures, rewrite } from './inspect.ts'

/**
 * The process that looks into people's files: it has no secrets in its environment and no connections, does one thing
 * at a time, and is ended when that takes too long. Started by `apart.ts`; ends with whoever started it.
 */
const works = { inspect, makePictures, rewrite }
export type Works = typeof works
export type Outcome<W extends keyof Works> = Works[W] extends (...args: never[]) => Promise<infer T>
  ? T
  : never

export interface Asked {
  readonly work: keyof Works
  readonly args: readonly never[]
}
export type Told =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: Problem['code']; readonly details: Problem['details'] } }
  | { readonly fault: string }

process.on('message', async ({ work, args }: Asked) => {
  process.send?.(await answer(work, args))
})
process.on('disconnect', () => process.exit())

const answer = async (work: keyof Works, args: readonly never[]): Promise<Told> => {
  try {
    return { value: await (works[work] as (...args: readonly never[]) => Promise<unknown>)(...args) }
  } catch (error) {
    if (error instanceof Problem) return { refusal: { code: error.code, details: error.details } }
    return { fault: (error as Error).message }
  }
}
