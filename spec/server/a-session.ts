import type { Person } from '../support/client.ts'
import { aPicture } from './an-album.ts'

export interface MadeSession {
  readonly id: string
  readonly assetId: number
  /** The public link of the session. */
  readonly linkId: string
  readonly token: string
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers and say themselves what should be there
  readonly body: any
}

export const sessionsPath = '/api/v3/collaboration/sessions'

/** A session on a picture of its owner's, as they make it. */
export const aSession = async (
  owner: Person,
  session_config: object = {},
  participants: readonly object[] = [],
): Promise<MadeSession> => {
  const assetId = await aPicture(owner)
  const { status, body } = await owner.call('POST', sessionsPath, {
    asset_id: assetId,
    participants,
    session_config,
  })
  if (status !== 201) throw new Error(`making a session answered ${status}: ${JSON.stringify(body)}`)
  return {
    id: body.session_id,
    assetId,
    linkId: body.share_link.uuid,
    token: body.share_link.token,
    body,
  }
}
