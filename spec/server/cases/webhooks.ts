import { expect } from 'chai'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const

/** It leads nowhere: what is sent to it finds no address. */
export const aWebhook = async ({ house: { people } }: Pick<Fixture, 'house'>): Promise<string> => {
  const { status, body } = await people.owner.call('POST', '/api/webhooks', {
    url: 'https://hooks.example.com/fleeting',
    events: ['webhook.*'],
    is_active: false,
  })
  expect(status).to.equal(201)
  return body.id
}

/** An organization has twenty at most, and the cases are more. */
const byWebhook = async (fixture: Fixture) => {
  const { owner } = fixture.house.people
  const { body } = await owner.call('GET', '/api/webhooks')
  for (const { id } of body.webhooks.slice(0, -5)) await owner.call('DELETE', `/api/webhooks/${id}`)
  return { id: await aWebhook(fixture) }
}
const byDelivery = async (fixture: Fixture) => {
  const { id } = await byWebhook(fixture)
  const { status, body } = await fixture.house.people.owner.call('POST', `/api/webhooks/${id}/test`)
  expect(status).to.equal(201)
  return { id, delivery_id: body.id as string }
}
const ofOne = { foreign: 404, params: byWebhook } as const
const ofDelivery = { foreign: 404, params: byDelivery } as const

export const webhookCases: Record<string, RouteCase> = {
  'get /api/events': { ...own, query: '?after=0&limit=5&name=share.*&name=webhook.created' },
  'post /api/webhooks': {
    ...own,
    body: () => ({ url: 'https://hooks.example.com/fleeting', events: ['webhook.*'], is_active: false }),
  },
  'get /api/webhooks': own,
  'get /api/webhooks/:id': ofOne,
  'patch /api/webhooks/:id': { ...ofOne, body: () => ({ description: 'Another' }) },
  'delete /api/webhooks/:id': ofOne,
  'post /api/webhooks/:id/rotate-secret': { ...ofOne, body: () => ({ overlap_hours: 1 }) },
  'post /api/webhooks/:id/test': ofOne,
  'get /api/webhooks/:id/deliveries': { ...ofOne, query: '?status=pending' },
  'get /api/webhooks/:id/deliveries/:delivery_id': ofDelivery,
  'post /api/webhooks/:id/deliveries/:delivery_id/replay': ofDelivery,
  'post /api/webhooks/:id/replay': { ...ofOne, body: () => ({ after_seq: 0 }) },
}
