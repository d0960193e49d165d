import { createApi } from '../demo/api.ts'

type Api = ReturnType<typeof createApi>
interface House {
  readonly url: string
  readonly password: string
  /** Whom the colleague has something to say to. */
  readonly ownerEmail: string
}

const email = 'bea@example.org'
const sessions = '/api/v3/collaboration/sessions'

/** A colleague who comments, mentions and invites the owner, so that there is something to be told of. */
export const hearFromColleague = async (
  owner: Api,
  assetIds: readonly number[],
  { url, password, ownerEmail }: House,
): Promise<void> => {
  await owner.expectOk('POST', '/api/tenants/members', {
    email,
    full_name: 'Beatriz Costa',
    password,
    role: 'admin',
  })
  const colleague = createApi(url)
  await colleague.signIn({ email, password }, 'Fleeting demo')
  const [plan, picture] = assetIds as [number, number]
  const comments = `/api/v3/assets/${plan}/comments`
  const asked = await owner.expectOk<{ uuid: string }>('POST', comments, {
    content: 'Does the ramp fit beside the stairs?',
  })
  const say = (content: string, parent_comment_id?: string) =>
    colleague.expectOk('POST', comments, { content, ...(parent_comment_id && { parent_comment_id }) })
  await say('The meeting room is two metres deeper than in the first plan.')
  await say('It does, if the rail goes to the other side.', asked.uuid)
  await owner.expectOk('POST', '/api/notifications/read', { all: true })
  await colleague.expectOk('POST', `${comments}/${asked.uuid}/resolve`, { resolved: true })
  await say(`@${ownerEmail} the lift comes on Tuesday: may we close the entrance until noon?`)
  await colleague.expectOk('POST', sessions, { asset_id: picture, participants: [{ email: ownerEmail }] })
}
