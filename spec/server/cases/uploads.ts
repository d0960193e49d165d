import { expect } from 'chai'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const
const tus = { 'tus-resumable': '1.0.0' }

const byUpload = async ({ house }: Fixture) => {
  const headers = { ...tus, 'upload-length': '5' }
  const { status, body } = await house.people.owner.call('POST', '/api/v3/uploads', undefined, headers)
  expect(status).to.equal(201)
  return { id: String(body.id) }
}

export const uploadCases: Record<string, RouteCase> = {
  'options /api/v3/uploads': { foreign: 'own', nobody: 204 },
  'get /api/v3/uploads': { foreign: 'own' },
  'post /api/v3/uploads': { foreign: 'own', headers: () => ({ ...tus, 'upload-length': '5' }) },
  'get /api/v3/uploads/:id': { ...personal, params: byUpload },
  'patch /api/v3/uploads/:id': {
    ...personal,
    params: byUpload,
    headers: () => ({ ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }),
    body: () => 'hello',
  },
  'delete /api/v3/uploads/:id': { ...personal, params: byUpload, headers: () => tus },
}
