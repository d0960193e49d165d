/**
 * Where somebody wanted to go who had to sign in first, as an address of our own. Only a plain path counts: whatever
 * could lead to another site is nothing.
 */
export const nextIn = (search: string, origin: string): string | null => {
  const next = new URLSearchParams(search).get('next') ?? ''
  if (!/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(next)) return null
  const url = new URL(next, origin)
  return url.origin === origin ? url.href : null
}
