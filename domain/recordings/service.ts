import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { Comment } from '../comments/comment.ts'
import type { NewEvent } from '../events/event.ts'
import type { Announcements } from '../live/ports.ts'
import type { NewNotification } from '../notifications/notification.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { asToldTo, type LogEntry } from '../sessions/log.ts'
import type { Admitted, SessionStore } from '../sessions/ports.ts'
import { assertMayDo } from '../sessions/rights.ts'
import type { CollabSession, Participant, SessionRole } from '../sessions/session.ts'
import { framesOf, overOf } from './frame.ts'
import type { LiveRecordings, RecordingStore, RecordingUpkeep, Told } from './ports.ts'
import { longestMs, mostBytes, type Recording } from './recording.ts'
import { type Chapter, chaptersOf, inOrder, lengthOf, type ReplayEvent } from './replay.ts'

export interface RecordingPorts {
  readonly recordingsOf: (tenantId: SerialId) => RecordingStore
  readonly recordingUpkeep: RecordingUpkeep
  readonly recordingDays: number
  readonly sessionsOf: (tenantId: SerialId) => Pick<SessionStore, 'find' | 'after' | 'participants'>
  /** The newest comments of a file, oldest first. */
  readonly commentsOf: (tenantId: SerialId, assetId: SerialId) => Promise<readonly Comment[]>
  /** A session that this member may see again, or `not_found`; and what they are in it. */
  readonly accessTo: (
    member: Member,
    sessionId: Id,
  ) => Promise<{ readonly session: CollabSession; readonly role: SessionRole }>
  readonly assetOf: (tenantId: SerialId, assetId: SerialId) => Promise<Asset | undefined>
  /** The shared document as it is, merged; `undefined` where nothing was ever written. */
  readonly documentOf: (tenantId: SerialId, sessionId: Id) => Promise<Uint8Array | undefined>
  readonly announce: Pick<Announcements, 'sessionLogged' | 'notified'>
  readonly newId: () => Id
  readonly now: () => Date
}

/** A session as it is seen again, or a part of it. */
export interface Replay {
  readonly session: CollabSession
  readonly recordings: readonly Recording[]
  readonly recording: Recording | undefined
  readonly durationMs: number
  readonly participants: readonly Participant[]
  readonly commentsBefore: readonly Comment[]
  readonly chapters: readonly Chapter[]
  readonly events: readonly ReplayEvent[]
  readonly nextFromMs: number | null
}

const aboutMovements = 5_000
const entriesAtOnce = 1_000
const mostEntries = 20_000

export type Recordings = ReturnType<typeof createRecordings>

/** What is kept of sessions, to be seen again. */
export const createRecordings = (ports: RecordingPorts) => {
  const { recordingsOf, recordingUpkeep, sessionsOf, commentsOf, accessTo, documentOf, announce } = ports
  const { newId, now } = ports

  const told = (
    name: 'recording:started' | 'recording:stopped',
    { sessionId, recordingId, by }: { sessionId: Id; recordingId: Id; by: Participant | undefined },
    notifications: readonly NewNotification[] = [],
  ): Told => {
    const event: NewEvent = {
      name: name === 'recording:started' ? 'session.recording_started' : 'session.recording_stopped',
      aggregateType: 'session',
      aggregateId: sessionId,
      actorId: by?.userId ?? null,
      data: { session_id: sessionId, recording_id: recordingId },
    }
    return { entry: { name, participantId: by?.id ?? null, about: { recordingId } }, event, notifications }
  }

  /** Members who take part hear of it wherever they are. */
  const noticesTo = async ({ session, participant }: Admitted): Promise<readonly NewNotification[]> => {
    const people = await sessionsOf(session.tenantId).participants(session.id)
    return people
      .filter(({ userId, removedAt }) => userId !== null && !removedAt && userId !== participant.userId)
      .map(({ userId }) => ({
        id: newId(),
        userId: userId!,
        type: 'session.recording_started',
        data: { assetId: session.assetId, sessionId: session.id, actorId: participant.userId },
      }))
  }

  /** The document as it stands, so that a replay begins and ends with what everybody had. */
  const keepDocument = async ({ id, tenantId, sessionId, startedAt }: Recording): Promise<void> => {
    const state = await documentOf(tenantId, sessionId)
    if (!state) return
    const t = Math.max(0, now().getTime() - startedAt.getTime())
    const update = Buffer.from(state).toString('base64')
    const chunk = { fromMs: t, toMs: t, movements: [{ t, kind: 'document' as const, update }] }
    await recordingsOf(tenantId).keep(id, chunk, mostBytes)
  }

  const stopNow = async (recording: Recording, by: Participant | undefined): Promise<void> => {
    const { id, tenantId, sessionId } = recording
    await keepDocument(recording)
    const logged = await recordingsOf(tenantId).stop(
      id,
      now(),
      told('recording:stopped', { sessionId, recordingId: id, by }),
    )
    if (logged) announce.sessionLogged(logged)
  }

  const logOf = async (session: CollabSession, recording: Recording | undefined): Promise<LogEntry[]> => {
    const store = sessionsOf(session.tenantId)
    const last = recording?.lastSeq ?? session.lastSeq
    const entries: LogEntry[] = []
    let after = recording ? recording.firstSeq - 1 : 0
    while (after < last && entries.length < mostEntries) {
      const some = await store.after(session.id, after, entriesAtOnce)
      // Of what was taken away since, nothing is told but that it was.
      entries.push(...some.filter(({ seq }) => seq <= last).flatMap((one) => asToldTo(one, 'all') ?? []))
      if (some.length < entriesAtOnce) break
      after = some.at(-1)!.seq
    }
    return entries
  }

  const live: LiveRecordings = {
    async start(by) {
      assertMayDo(by.role, 'moderate')
      if (!by.session.features.recording) throw new Problem('feature_off')
      const { tenantId, id: sessionId } = by.session
      const [id, notifications] = [newId(), await noticesTo(by)]
      const begun = await recordingsOf(tenantId).start(
        { id, sessionId, startedBy: by.participant.id, startedAt: now() },
        told('recording:started', { sessionId, recordingId: id, by: by.participant }, notifications),
      )
      if (!begun) throw new Problem('recording_running')
      announce.sessionLogged(begun.logged)
      for (const { id, userId } of notifications) announce.notified({ tenantId, userId, id })
      await keepDocument(begun.recording)
      return begun.recording
    },

    async stop(by) {
      assertMayDo(by.role, 'moderate')
      const running = await recordingsOf(by.session.tenantId).running(by.session.id)
      if (!running) throw new Problem('not_found')
      await stopNow(running, by.participant)
    },

    running: (tenantId, sessionId) => recordingsOf(tenantId).running(sessionId),
    consents: (tenantId, recordingId) => recordingsOf(tenantId).consents(recordingId),

    async setConsent({ session, participant }, agreed) {
      const store = recordingsOf(session.tenantId)
      const running = await store.running(session.id)
      if (running) await store.setConsent(running.id, participant.id, agreed)
      return running
    },

    keep: ({ id, tenantId }, chunk) => recordingsOf(tenantId).keep(id, chunk, mostBytes),
  }

  return {
    ...live,

    /** The newest recording unless one is named; where there is none, the log. Internal comments are for members. */
    async replay(
      member: Member,
      sessionId: Id,
      { recordingId, fromMs }: { recordingId?: Id | undefined; fromMs: number },
    ): Promise<Replay> {
      const { session } = await accessTo(member, sessionId)
      const store = recordingsOf(session.tenantId)
      const recordings = await store.list(session.id)
      const recording =
        recordingId === undefined
          ? recordings[0]
          : found(recordings.find(({ id }) => id === recordingId.toLowerCase()))
      const began = recording?.startedAt ?? session.createdAt
      const [participants, entries, page, comments] = await Promise.all([
        sessionsOf(session.tenantId).participants(session.id),
        logOf(session, recording),
        recording
          ? store.movements(recording.id, fromMs, aboutMovements)
          : { movements: [], nextFromMs: null },
        fromMs === 0 ? commentsOf(session.tenantId, session.assetId) : [],
      ])
      const isFirst = fromMs === 0
      const events = inOrder(entries, page.movements, began).filter(({ t, ...event }) => {
        if ('movement' in event) return true
        return t >= fromMs && (page.nextFromMs === null || t < page.nextFromMs)
      })
      return {
        session,
        recordings,
        recording,
        durationMs: lengthOf(
          recording ?? { startedAt: began, stoppedAt: null },
          overOf(session, now()),
          now(),
        ),
        participants,
        commentsBefore: isFirst ? comments.filter(({ createdAt }) => createdAt < began) : [],
        chapters: isFirst ? chaptersOf(entries, began) : [],
        events,
        nextFromMs: page.nextFromMs,
      }
    },

    about: framesOf(ports),

    /** By the host or whoever looks after the file: gone for good. One that runs is stopped by that. */
    async remove(member: Member, sessionId: Id, recordingId: Id): Promise<void> {
      const { session, role } = await accessTo(member, sessionId)
      assertMayDo(role, 'moderate')
      const store = recordingsOf(session.tenantId)
      const recording = found(await store.find(session.id, recordingId.toLowerCase()))
      if (!recording.stoppedAt) await stopNow(recording, undefined)
      await store.remove(session.id, recording.id)
    },

    /** Of sessions that are over, and those that have gone on for too long. Answers how many. */
    async stopOverdue(isDryRun = false): Promise<number> {
      const overdue = await recordingUpkeep.overdue(new Date(now().getTime() - longestMs), 500)
      if (isDryRun) return overdue.length
      for (const { tenantId, sessionId, id } of overdue) {
        const recording = await recordingsOf(tenantId).find(sessionId, id)
        if (recording) await stopNow(recording, undefined)
      }
      return overdue.length
    },

    /** Recordings that ended more than so many days ago. */
    forgetOld: (): Promise<number> =>
      recordingUpkeep.forgetBefore(new Date(now().getTime() - ports.recordingDays * 86_400_000)),
  }
}
