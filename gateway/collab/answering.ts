import { collab } from '../../domain/sessions/protocol.ts'
import type { Budget } from '../allowance.ts'
import type { GatewayLimits } from '../ports.ts'
import { checked, type RequestHandler } from '../request.ts'
import type { CollabPart, CollabSeat, RequestName } from './part.ts'

/** What the parts answer, each payload checked against the protocol before; and all of them hear what was done. */
export const requestsOf = (parts: readonly CollabPart[]): RequestHandler<CollabSeat>[] =>
  parts.flatMap(({ requests }) =>
    (Object.keys(requests) as RequestName[]).map((name) => {
      const act = requests[name] as (seat: CollabSeat, payload: unknown) => Promise<unknown>
      return {
        name,
        parse: checked(collab.requests[name].payload, mostValues.get(name)),
        async handle(seat: CollabSeat, payload: never) {
          const reply = await act(seat, payload)
          for (const part of parts) part.did?.(seat, name, payload)
          return reply
        },
      }
    }),
  )

/** A drawing has 2,000 points, of three values each: the point and its two numbers. */
const mostValues = new Map<RequestName, number>([
  ['comment:create', 7_000],
  ['comment:update', 7_000],
])

const moves: readonly RequestName[] = ['cursor:move', 'cursor:leave', 'view:move']
const edits: readonly RequestName[] = ['doc:update', 'awareness', 'rtc:signal']
const says: readonly RequestName[] = [
  'comment:create',
  'comment:update',
  'comment:resolve',
  'comment:delete',
  'resume',
]

/**
 * What one seat may ask. Movements come as fast as a screen is drawn, and only every so-many-th goes on: more than that is
 * no offence. A thousand a second is.
 */
export const budgetsOf = (limits: GatewayLimits): { budget: Budget; apart: ReadonlyMap<string, Budget> } => {
  const { strikes } = limits
  const move = { burst: limits.collabMoveBurst, perSecond: limits.collabMovesPerSecond, strikes }
  const say = { burst: limits.collabSayBurst, perSecond: limits.collabSaysPerSecond, strikes }
  const edit = { burst: limits.collabEditBurst, perSecond: limits.collabEditsPerSecond, strikes }
  return {
    budget: { burst: limits.collabBurst, perSecond: limits.collabPerSecond, strikes },
    apart: new Map([
      ...moves.map((name) => [name, move] as const),
      ...says.map((name) => [name, say] as const),
      ...edits.map((name) => [name, edit] as const),
    ]),
  }
}
