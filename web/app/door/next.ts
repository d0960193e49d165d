import { ownPath } from '../../../domain/own-path.ts'

/**
 * Where somebody wanted to go who had to sign in first, as an address of our own. Only a plain path counts: whatever
 * could lead to another site is nothing.
 */
export const nextIn = (search: string, origin: string): string | null => {
  const path = ownPath(new URLSearchParams(search).get('next'))
  return path === undefined ? null : new URL(path, origin).href
}
