import type { Member } from '../domain/actor.ts'
import type { AnySocket } from './session.ts'

type Who = Pick<Member, 'tenantId' | 'userId'>

interface Entry<S> {
  readonly member: Member
  readonly socket: S
}

const rememberEndMs = 60_000

/** The sockets (or seats) of signed-in members on this node, so that they end with the sign-in they came from. */
export const createMembers = <S = AnySocket>(end: (sockets: readonly S[]) => void) => {
  const byMember = new Map<string, Set<Entry<S>>>()
  const changed = new Map<string, number>()

  const endAll = (entries: readonly Entry<S>[]): void => {
    if (entries.length === 0) return
    for (const entry of entries) remove(entry)
    end(entries.map(({ socket }) => socket))
  }
  const remove = (entry: Entry<S>): void => {
    const key = keyOf(entry.member)
    const entries = byMember.get(key)
    if (entries?.delete(entry) && entries.size === 0) byMember.delete(key)
  }

  return {
    /** True for a member whose sessions ended while this one was being judged, since `since` (monotonic ms). */
    changedSince: (member: Who, since: number): boolean => (changed.get(keyOf(member)) ?? -1) >= since,
    /** Returns how to take the socket out again. */
    add(member: Member, socket: S): () => void {
      const entry = { member, socket }
      const key = keyOf(member)
      const entries = byMember.get(key)
      if (entries) entries.add(entry)
      else byMember.set(key, new Set([entry]))
      return () => remove(entry)
    },
    endAllOf(who: Who): void {
      const at = performance.now()
      for (const [key, then] of changed) {
        if (then > at - rememberEndMs) break // the oldest come first
        changed.delete(key)
      }
      changed.delete(keyOf(who))
      changed.set(keyOf(who), at)
      endAll([...(byMember.get(keyOf(who)) ?? [])])
    },
    all: (): Member[] =>
      [...byMember.values()].flatMap((entries) => [...entries].map(({ member }) => member)),
    /** Ends whoever of `asked` no longer stands. */
    keep(asked: readonly Member[], standing: ReadonlySet<Member>): void {
      const gone = new Set(asked.filter((member) => !standing.has(member)))
      if (gone.size === 0) return
      for (const entries of [...byMember.values()])
        endAll([...entries].filter(({ member }) => gone.has(member)))
    },
  }
}

export type Members<S = AnySocket> = ReturnType<typeof createMembers<S>>

const keyOf = ({ tenantId, userId }: Who): string => `${tenantId}:${userId}`
