import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { createApi } from './api.ts'

interface Found<T> {
  readonly results: readonly T[]
}
interface Session {
  readonly session_id: string
  readonly collaboration_url: string | null
}

const title = 'Floor plan'
const sessionsPath = '/api/v3/collaboration/sessions/'
const said = [
  { content: 'The door should open outwards: it is a way out.', position_x: 0.57, position_y: 0.79 },
  { content: 'Is there room for eight here?', position_x: 0.77, position_y: 0.35 },
  { content: 'Could the kitchen get a window to the yard?', position_x: 0.88, position_y: 0.7 },
]

/**
 * A plan to work on together: the file, what has been said of it, and a session for a day. Answers the path by which anyone
 * comes in. Safe to run again on the same data.
 */
export const planTogether = async ({ expectOk, upload }: ReturnType<typeof createApi>): Promise<string> => {
  const known = await expectOk<Found<{ id: number; title: string }>>('GET', '/api/v3/assets/?page_size=200')
  const asset = known.results.find((one) => one.title === title) ?? (await uploadPlan())
  const open = await expectOk<Found<Session>>('GET', `${sessionsPath}?open=true&asset_id=${asset.id}`)
  const session = open.results[0] ?? (await begin(asset.id))
  if (!session.collaboration_url) throw new Error('the session has no link')
  return session.collaboration_url

  async function uploadPlan(): Promise<{ id: number }> {
    const picture = await sharp(await readFile(new URL('floor-plan.svg', import.meta.url)))
      .png()
      .toBuffer()
    const made = await upload<{ id: number }>('/api/v3/assets/', {
      name: 'floor-plan.png',
      type: 'image/png',
      bytes: picture,
      title,
    })
    for (const comment of said) await expectOk('POST', `/api/v3/assets/${made.id}/comments/`, comment)
    return made
  }

  function begin(asset_id: number): Promise<Session> {
    const session_config = {
      duration_hours: 24,
      cursor_tracking: true,
      voice_chat: true,
      screen_sharing: true,
      recording: true,
    }
    return expectOk('POST', sessionsPath, { asset_id, participants: [], session_config })
  }
}
