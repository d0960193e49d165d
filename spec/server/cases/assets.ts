import { expect } from 'chai'
import sharp from 'sharp'
import { filePart, multipart, upload } from '../../support/uploads.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const

const byAsset = async ({ house }: Fixture) => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#357' } })
    .png()
    .toBuffer()
  const { status, body } = await upload(house.people.owner, picture, { name: 'a.png' })
  expect(status).to.equal(201)
  return { id: String(body.id) }
}

export const assetCases: Record<string, RouteCase> = {
  'post /api/v3/assets': {
    foreign: 'own',
    headers: () => ({ 'content-type': multipart().type }),
    body: () => multipart(filePart('hello')).body.toString(),
  },
  'get /api/v3/assets': { foreign: 'own' },
  'get /api/v3/assets/storage': { foreign: 'own' },
  'get /api/v3/assets/:id': { ...personal, params: byAsset },
  'patch /api/v3/assets/:id': { ...personal, params: byAsset, body: () => ({ title: 'Renamed' }) },
  'delete /api/v3/assets/:id': { ...personal, params: byAsset },
  'get /api/v3/assets/:id/uses': { ...personal, params: byAsset },
  'get /api/v3/assets/:id/file': { ...personal, params: byAsset },
  'get /api/v3/assets/:id/preview': { ...personal, params: byAsset },
  'get /api/v3/assets/:id/thumbnail': { ...personal, params: byAsset },
}
