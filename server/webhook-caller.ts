import { Webhook } from 'standardwebhooks'
import type { CallReceiver } from '../domain/webhooks/ports.ts'
import { type Outbound, OutboundFault } from './outbound.ts'

const readBytes = 64 * 1024
const keptCharacters = 1024

/** https://www.standardwebhooks.com: signed over id, time and body; during an overlap by both secrets. */
export const createWebhookCaller =
  (outbound: Pick<Outbound, 'post'>): CallReceiver =>
  async ({ url, secrets, messageId, payload, at, timeoutMs }) => {
    try {
      const { status, body } = await outbound.post(url, {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Fleeting-Webhooks/1',
          'webhook-id': messageId,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': secrets
            .map((secret) => new Webhook(secret).sign(messageId, at, payload))
            .join(' '),
        },
        body: payload,
        timeoutMs,
        maxBytes: readBytes,
      })
      return { statusCode: status, error: errorOf(status), answer: kept(body) }
    } catch (error) {
      return {
        statusCode: null,
        error: error instanceof OutboundFault ? error.fault : 'failed',
        answer: null,
      }
    }
  }

const errorOf = (status: number): string | null => {
  if (status >= 200 && status < 300) return null
  return status >= 300 && status < 400 ? 'redirect_not_followed' : 'refused_by_receiver'
}

/** PostgreSQL keeps no NUL, and no half of a character. */
const kept = (body: string): string => body.replaceAll('\0', '').slice(0, keptCharacters).toWellFormed()
