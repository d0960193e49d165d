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
