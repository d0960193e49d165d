import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import type { LogEntryView, ParticipantView, SessionState } from '../../../domain/sessions/schema.ts'
import { openSession } from '../../../web/collab/connection.ts'
import { type DocLine, type DocPayload, docLineOf } from '../../../web/collab/doc-line.ts'
import { createDocProvider } from '../../../web/collab/doc-provider.ts'
import { afterEntry, afterLeft, type Model, modelOf, withParticipant } from '../../../web/collab/model.ts'
import type { MadeSession } from '../../server/a-session.ts'
import type { Answer } from './sockets.ts'

/** A guest whose browser does what our pages do: it comes back by itself, with the ticket, and sends again what got no answer. */
export interface Guest {
  /** What it knows now. */
  model(): Model
  /** Of each time it came in. */
  readonly states: readonly SessionState[]
  readonly over: () => { readonly reason?: string; readonly code?: string } | undefined
  readonly ticket: () => string
  readonly notes: Y.Text
  isSaved(): boolean
  /** As much of the notes as the service has said that it has kept. */
  acknowledged(): string
  /** Says it until it is acknowledged, or all is over; answers whether it was. */
  say(content: string): Promise<boolean>
  close(): void
}

const open = new Set<Guest>()
export const closeGuests = (): void => {
  for (const guest of open) guest.close()
  open.clear()
}

export const takePart = (url: string, { id, token }: MadeSession, name: string): Guest => {
  const doc = new Y.Doc()
  const states: SessionState[] = []
  let model: Model | undefined
  let ticket: string | undefined
  let over: ReturnType<Guest['over']>
  const connection = openSession(
    { url, auth: () => ({ session_id: id, token, name, ...(ticket !== undefined && { guest: ticket }) }) },
    {
      onState(state) {
        states.push(state)
        model = modelOf(state)
        ticket = state.you.guest ?? ticket
        provider.connected()
      },
      onStatus: (status) => status !== 'live' && provider.disconnected(),
      onOver(why) {
        over = why
        provider.disconnected()
      },
    },
  )
  const line = docLineOf(connection.socket as never)
  const acknowledged = new Y.Doc()
  const request: DocLine['request'] = async (name, payload) => {
    const reply = await line.request(name, payload)
    if (name === 'doc:update') Y.applyUpdate(acknowledged, (payload as DocPayload<'doc:update'>).update)
    return reply
  }
  const provider = createDocProvider({ doc, line: { ...line, request }, mayEdit: true })
  connection.socket.onAny((told: string, payload: Answer) => {
    if (model) model = nowThat(model, told, payload)
  })
  const guest: Guest = {
    model: () => model!,
    states,
    over: () => over,
    ticket: () => ticket!,
    notes: doc.getText('notes'),
    isSaved: provider.isSaved,
    acknowledged: () => acknowledged.getText('notes').toString(),
    async say(content) {
      const client_id = crypto.randomUUID()
      while (!over) {
        const isKept = await connection.request('comment:create', { content, client_id }).then(
          () => true,
          () => false,
        )
        if (isKept) return true
        await sleep(50)
      }
      return false
    },
    close() {
      connection.close()
      provider.destroy()
    },
  }
  open.add(guest)
  return guest
}

/** What somebody knows who was told this, with the page's own rules. */
export const nowThat = (model: Model, name: string, payload: Answer): Model => {
  if (name === 'presence:joined' || name === 'presence:changed')
    return withParticipant(model, payload as ParticipantView)
  if (name === 'presence:left') return afterLeft(model, payload)
  return typeof payload?.seq === 'number' && 'name' in payload
    ? afterEntry(model, payload as LogEntryView)
    : model
}

/** Who is there, and what is said, in an order that can be compared. */
export const gist = ({ participants, comments }: Pick<Model, 'participants' | 'comments'>) => ({
  present: [...participants.values()]
    .filter(({ presence }) => presence !== 'away')
    .map(({ name }) => name)
    .sort(),
  comments: [...comments.values()].map(({ content }) => content).sort(),
})
