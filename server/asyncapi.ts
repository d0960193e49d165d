import type { TSchema } from 'typebox'
import { notifications } from '../domain/notifications/protocol.ts'
import { ingest, live, PROTOCOL_VERSION } from '../domain/protocol.ts'
import { collab } from '../domain/sessions/protocol.ts'

type Json = Record<string, unknown>
interface Namespace {
  readonly namespace: string
  readonly auth: TSchema
  readonly requests: Readonly<Record<string, { payload: TSchema; reply: TSchema }>>
  readonly notices: Readonly<Record<string, TSchema>>
}

/** The protocol tables printed as AsyncAPI 3.0: the same schemas that check every payload. */
export const asyncApiOf = (publicUrl: string): Json => {
  const namespaces: readonly Namespace[] = [live, ingest, collab, notifications]
  const { host, protocol } = new URL(publicUrl)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Fleeting gateway',
      version: String(PROTOCOL_VERSION),
      description:
        'Socket.IO. The handshake payload (`auth`) is under each channel; requests are answered in their ' +
        'acknowledgement, with `{error: {code, detail}}` where they are refused.',
    },
    servers: { gateway: { host, protocol: protocol === 'https:' ? 'wss' : 'ws', pathname: '/socket.io/' } },
    channels: Object.fromEntries(namespaces.map((namespace) => [channelOf(namespace), channel(namespace)])),
    operations: Object.assign({}, ...namespaces.map(operations)),
  }
}

const channelOf = ({ namespace }: Namespace) => namespace.slice(1)
const messageName = (event: string) => event.replaceAll(':', '_')

const channel = ({ namespace, auth, requests, notices }: Namespace) => ({
  address: namespace,
  'x-auth': auth,
  messages: {
    ...Object.fromEntries(
      Object.entries(requests).flatMap(([event, { payload, reply }]) => [
        [messageName(event), { name: event, payload }],
        [`${messageName(event)}_reply`, { name: `${event} acknowledgement`, payload: reply }],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(notices).map(([event, payload]) => [messageName(event), { name: event, payload }]),
    ),
  },
})

const operations = (space: Namespace): Json => {
  const name = channelOf(space)
  const ref = (event: string) => ({ $ref: `#/channels/${name}/messages/${messageName(event)}` })
  const of = { $ref: `#/channels/${name}` }
  return {
    ...Object.fromEntries(
      Object.keys(space.requests).map((event) => [
        `${name}_${messageName(event)}`,
        {
          action: 'receive',
          channel: of,
          messages: [ref(event)],
          reply: { channel: of, messages: [ref(`${event}_reply`)] },
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.keys(space.notices).map((event) => [
        `${name}_${messageName(event)}`,
        { action: 'send', channel: of, messages: [ref(event)] },
      ]),
    ),
  }
}
