import type { NewEvent } from '../events/event.ts'
import type { NewNotification } from '../notifications/notification.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Logged, NewLogEntry } from '../sessions/log.ts'
import type { Admitted } from '../sessions/ports.ts'
import type { Chunk, Movement, Recording } from './recording.ts'

export interface Told {
  readonly entry: NewLogEntry
  readonly event: NewEvent
  readonly notifications: readonly NewNotification[]
}

/** The recordings of one tenant. */
export interface RecordingStore {
  /** `undefined`: one is running. Its log entry is the first that belongs to it. */
  start(
    recording: Pick<Recording, 'id' | 'sessionId' | 'startedBy' | 'startedAt'>,
    told: Told,
  ): Promise<{ readonly recording: Recording; readonly logged: Logged } | undefined>
  /** `undefined`: it does not run. */
  stop(id: Id, at: Date, told: Told): Promise<Logged | undefined>
  running(sessionId: Id): Promise<Recording | undefined>
  find(sessionId: Id, id: Id): Promise<Recording | undefined>
  /** Newest first. */
  list(sessionId: Id): Promise<readonly Recording[]>
  /** With everything that was kept of it. */
  remove(sessionId: Id, id: Id): Promise<boolean>
  setConsent(recordingId: Id, participantId: Id, agreed: boolean): Promise<void>
  consents(recordingId: Id): Promise<ReadonlyMap<Id, boolean>>
  /** `false`: the recording is over, gone, or as large as it may be; nothing was kept. */
  keep(recordingId: Id, chunk: Chunk, mostBytes: number): Promise<boolean>
  /** What begins at or after `fromMs`, by time: whole chunks, about so many movements, and where the next ones begin. */
  movements(
    recordingId: Id,
    fromMs: number,
    about: number,
  ): Promise<{ readonly movements: readonly Movement[]; readonly nextFromMs: number | null }>
}

export interface RecordingUpkeep {
  /** Of sessions that are over, or begun before `longest`: to be stopped. */
  overdue(
    begunBefore: Date,
    limit: number,
  ): Promise<readonly Pick<Recording, 'id' | 'sessionId' | 'tenantId'>[]>
  forgetBefore(at: Date): Promise<number>
}

/** What the gateway asks of it. */
export interface LiveRecordings {
  /** By the host: `role_too_small`, `feature_off`, `recording_running`. */
  start(by: Admitted): Promise<Recording>
  stop(by: Admitted): Promise<void>
  running(tenantId: SerialId, sessionId: Id): Promise<Recording | undefined>
  consents(tenantId: SerialId, recordingId: Id): Promise<ReadonlyMap<Id, boolean>>
  setConsent(by: Admitted, agreed: boolean): Promise<Recording | undefined>
  keep(recording: Pick<Recording, 'id' | 'tenantId'>, chunk: Chunk): Promise<boolean>
}
