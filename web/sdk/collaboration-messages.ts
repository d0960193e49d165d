import type { CreateComment } from '../../domain/comments/schema.ts'
import type { CollaborationOptions, NewComment } from './collaboration-types.ts'
import { randomKey } from './dom.ts'

/** A comment as the service takes it. Whoever sends it twice has written it once, by its `client_id`. */
export const asWritten = ({ timestamp, ...rest }: NewComment): CreateComment => {
  const isOfMedium = timestamp && /^\d{1,3}:[0-5]\d:[0-5]\d(\.\d{1,3})?$/.test(timestamp)
  return { client_id: randomKey(), ...rest, ...(isOfMedium && { timestamp }) }
}

/** What is shown at the session's door: a member's token, or a link with a name and whatever the guest was given before. */
export const proofOf = (
  sessionId: string,
  { link, name, accessToken }: Pick<CollaborationOptions, 'link' | 'name' | 'accessToken'>,
  jwt: string | null | undefined,
  guest: string | undefined,
): Record<string, string> => ({
  session_id: sessionId,
  ...(jwt && { jwt }),
  ...(link && { token: link }),
  ...(link && name && { name }),
  ...(link && accessToken && { access_token: accessToken }),
  ...(link && guest && { guest }),
})
