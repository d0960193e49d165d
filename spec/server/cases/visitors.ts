import { anAlbum, aSharedPicture, share } from '../a-shared-file.ts'
import { aPicture } from '../an-album.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const byLink = ({ vehicle }: Fixture) => ({ ref: vehicle.linkId })
const byPicture = async ({ house }: Fixture) => ({ ref: (await aSharedPicture(house.people.owner)).linkId })
const byAlbum = async ({ house: { people } }: Fixture) => {
  const assetId = await aPicture(people.owner)
  const album = await anAlbum(people.owner, [assetId])
  const { linkId } = await share(people.owner, 'album', album, { allow_download: true })
  return { ref: linkId, asset_id: String(assetId) }
}
const open = { foreign: 'own', nobody: 200 } as const
const fromOutside = { foreign: 'own', isOutside: true } as const

export const visitorCases: Record<string, RouteCase> = {
  'get /share/:ref': { ...open, params: byLink },
  'get /share/:ref/stream': { ...open, params: byLink, query: '?seconds=0' },
  'get /share/:ref/preview': { ...open, params: byPicture },
  'get /share/:ref/thumbnail': { ...open, params: byPicture },
  'get /share/:ref/download': { ...open, params: byPicture },
  'get /share/:ref/zip': { ...open, params: byAlbum },
  'get /share/:ref/items/:asset_id/preview': { ...open, params: byAlbum },
  'get /share/:ref/items/:asset_id/thumbnail': { ...open, params: byAlbum },
  'get /share/:ref/items/:asset_id/download': { ...open, params: byAlbum },
  'post /share/:ref/unlock': {
    ...fromOutside,
    nobody: 401,
    params: byLink,
    body: () => ({ password: 'not this one' }),
  },
  'post /share/:ref/events': { ...fromOutside, nobody: 204, params: byLink, body: () => ({ seconds: 3 }) },
}
