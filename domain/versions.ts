import { Problem } from './problem.ts'

/** What a change is based on: the versions that its author has read, `*` for whatever there is, or nothing that was said. */
export type BasedOn = '*' | readonly string[] | undefined

/** Another one after every change. */
export const versionOf = ({ updatedAt }: { readonly updatedAt: Date }): string =>
  updatedAt.getTime().toString(36)

/** Throws `conflict` for a change that is based on something else than what there is. */
export const assertBasedOn = (expected: BasedOn, current: { readonly updatedAt: Date }): void => {
  if (expected === undefined || expected === '*') return
  if (!expected.includes(versionOf(current))) throw new Problem('conflict')
}

/** Whether anything becomes different: what is named and stays as it was is no change. */
export const isChange = <T extends object>(before: T, changes: Partial<T>): boolean =>
  Object.entries(changes).some(([name, wanted]) => textOf(wanted) !== textOf(before[name as keyof T]))

/** Equal for what is equal, in whichever order its fields stand. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
