import type { EventName, NewEvent } from '../events/event.ts'
import type { SerialId } from '../schema.ts'
import type { Quote } from './quote.ts'

/** What is told of a quote: which one, and how it stands. */
export const eventOf = (
  name: EventName,
  { id, status }: Pick<Quote, 'id' | 'status'>,
  actorId: SerialId | null,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent => ({ name, aggregateType: 'quote', aggregateId: id, actorId, data: { status, ...more } })
