import { Problem } from '../../domain/problem.ts'
import type { LiveRecordings } from '../../domain/recordings/ports.ts'
import { type Movement, type Recording, Thinning } from '../../domain/recordings/recording.ts'
import type { Id } from '../../domain/schema.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { PlaybackView } from '../../domain/sessions/schema.ts'
import type { Log } from '../ports.ts'
import {
  admittedNow,
  type CollabPart,
  type CollabRoom,
  type CollabSeat,
  type Payload,
  type RequestName,
} from './part.ts'

/** What is kept of a room while it is recorded. Each node keeps what its own seats do. */
interface Tape {
  readonly recording: Recording
  agreed: Map<Id, boolean>
  /** Rises with every word about who agrees: what was read of the store before it is not believed after it. */
  turn: number
  readonly thinning: Thinning
  movements: Movement[]
  /** Still being written; chunks follow each other. */
  writing: Promise<void>
  timer: NodeJS.Timeout | undefined
  /** Nothing more is taken: it is over, or as large as it may be. */
  isFull: boolean
}

const writtenEveryMs = 1_000
const name = 'rec'

/** Whether somebody agrees, for the other nodes: each keeps what its own seats do. */
interface Word {
  readonly recordingId: Id
  readonly id: Id
  readonly agreed: boolean
}

/**
 * Recording: by the host, seen by all. Comments and their like are in the session's log anyway; cursors and views are
 * kept only of those who said that theirs may be.
 */
export const createRecordingPart = ({
  recordings,
  now,
  log,
}: {
  readonly recordings: LiveRecordings
  readonly now: () => Date
  readonly log: Log
}): CollabPart => {
  const tapes = new Map<CollabRoom, Tape>()
  const turning = new WeakMap<CollabRoom, Promise<void>>()
  const closed = new WeakSet<CollabRoom>()

  const at = ({ recording }: Tape): number => Math.max(0, now().getTime() - recording.startedAt.getTime())

  const write = (tape: Tape): Promise<void> => {
    tape.timer = undefined
    const movements = [...tape.movements, ...tape.thinning.due(at(tape))]
    tape.movements = []
    if (movements.length === 0 || tape.isFull) return tape.writing
    movements.sort((a, b) => a.t - b.t)
    const chunk = { fromMs: movements[0]!.t, toMs: movements.at(-1)!.t, movements }
    tape.writing = tape.writing
      .then(() => recordings.keep(tape.recording, chunk))
      .then((isKept) => {
        if (!isKept) tape.isFull = true
      })
      .catch((error: unknown) => log.warn({ err: error }, 'a part of a recording was not kept'))
    return tape.writing
  }
  const keep = (tape: Tape, movement: Movement): void => {
    if (tape.isFull) return
    tape.movements.push(movement)
    soon(tape)
  }
  const soon = (tape: Tape): void => {
    if (tape.timer) return
    tape.timer = setTimeout(() => {
      // What was held back last is due only a moment after what was kept before it.
      void write(tape).then(() => {
        if (tape.thinning.isHolding() && !tape.isFull) soon(tape)
      })
    }, writtenEveryMs)
    tape.timer.unref()
  }

  const load = (room: CollabRoom): Promise<void> => {
    const turn = (turning.get(room) ?? Promise.resolve())
      .then(async () => {
        const running = await recordings.running(room.tenantId, room.sessionId)
        const tape = tapes.get(room)
        if (tape && tape.recording.id !== running?.id) await stop(room)
        if (!running || closed.has(room)) return
        const known = tapes.get(room)
        const turn = known?.turn
        const agreed = new Map(await recordings.consents(room.tenantId, running.id))
        if (!known) begin(room, running, agreed)
        else if (known.turn === turn) known.agreed = agreed
      })
      .catch((error: unknown) => log.warn({ err: error }, 'whether a session is recorded is not known'))
    turning.set(room, turn)
    return turn
  }
  const begin = (room: CollabRoom, recording: Recording, agreed: Map<Id, boolean>): void => {
    if (closed.has(room)) return
    const tape: Tape = {
      recording,
      agreed,
      turn: 0,
      thinning: new Thinning(),
      movements: [],
      writing: Promise.resolve(),
      timer: undefined,
      isFull: false,
    }
    tapes.set(room, tape)
    for (const seat of room.seats.values()) keep(tape, { t: at(tape), kind: 'joined', id: whoIs(seat) })
  }
  const stop = async (room: CollabRoom): Promise<void> => {
    const tape = tapes.get(room)
    if (!tape) return
    tapes.delete(room)
    clearTimeout(tape.timer)
    await write(tape)
  }

  const heed = (room: CollabRoom, { recordingId, id, agreed }: Word): void => {
    const tape = tapes.get(room)
    if (tape?.recording.id !== recordingId) return
    tape.turn++
    tape.agreed.set(id, agreed)
    if (!agreed) for (const kind of ['cursor', 'view']) tape.thinning.forget(`${kind} ${id}`)
  }
  const moved = (tape: Tape, kind: 'cursor' | 'view', id: Id, movement: Movement): void => {
    if (tape.agreed.get(id) !== true) return
    if (tape.thinning.offer(`${kind} ${id}`, movement)) keep(tape, movement)
    else soon(tape)
  }

  return {
    name,
    requests: {
      'recording:start': async (seat) => {
        const { id, startedAt } = await recordings.start(admittedNow(seat))
        await load(seat.room)
        return { ok: true, recording: { id, started_at: startedAt.toISOString(), agreed: null } }
      },
      'recording:stop': async (seat) => {
        assertMayDo(seat.admitted.role, 'moderate')
        const tape = tapes.get(seat.room)
        if (tape) await write(tape) // what has moved so far belongs to it
        await recordings.stop(seat.admitted)
        return { ok: true }
      },
      'recording:consent': async (seat, { agreed }) => {
        const recording = await recordings.setConsent(seat.admitted, agreed)
        if (!recording) throw new Problem('not_found')
        const word: Word = { recordingId: recording.id, id: whoIs(seat), agreed }
        heed(seat.room, word)
        seat.room.send(name, Buffer.from(JSON.stringify(word)))
        return { ok: true }
      },
    },

    opened: (room) => void load(room),
    async state(room, { participant }) {
      const running = await recordings.running(room.tenantId, room.sessionId)
      if (!running) return { recording: null }
      const agreed = (await recordings.consents(room.tenantId, running.id)).get(participant.id)
      const started_at = running.startedAt.toISOString()
      return { recording: { id: running.id, started_at, agreed: agreed ?? null } }
    },
    logged(room, entry) {
      if (entry.name === 'recording:started' || entry.name === 'recording:stopped') void load(room)
    },
    entered(seat) {
      const tape = tapes.get(seat.room)
      if (tape) keep(tape, { t: at(tape), kind: 'joined', id: whoIs(seat) })
    },
    left(seat) {
      const tape = tapes.get(seat.room)
      if (tape) keep(tape, { t: at(tape), kind: 'left', id: whoIs(seat) })
    },
    did<R extends RequestName>(seat: CollabSeat, asked: R, payload: Payload<R>) {
      const tape = tapes.get(seat.room)
      if (!tape || tape.isFull) return
      const [t, id] = [at(tape), whoIs(seat)]
      if (asked === 'cursor:move')
        moved(tape, 'cursor', id, { t, kind: 'cursor', id, ...(payload as Payload<'cursor:move'>) })
      else if (asked === 'cursor:leave') {
        tape.thinning.forget(`cursor ${id}`)
        if (tape.agreed.get(id)) keep(tape, { t, kind: 'cursor_left', id })
      } else if (asked === 'view:move')
        moved(tape, 'view', id, { t, kind: 'view', id, ...(payload as Payload<'view:move'>) })
      else if (asked === 'playback:set') {
        const { playing, position_ms, rate = 1 } = payload as Payload<'playback:set'>
        const playback: PlaybackView = { leader_id: id, playing, position_ms, rate, at: now().getTime() }
        keep(tape, { t, kind: 'playback', playback })
      } else if (asked === 'doc:update') {
        const update = Buffer.from((payload as Payload<'doc:update'>).update).toString('base64')
        keep(tape, { t, kind: 'document', update })
      }
    },
    heard: (room, message) => heed(room, JSON.parse(Buffer.from(message).toString()) as Word),
    async check(rooms) {
      await Promise.all(rooms.map(load))
    },
    closed(room) {
      closed.add(room)
      void stop(room)
    },
    async close() {
      await Promise.all([...tapes.keys()].map(stop))
    },
  }
}

const whoIs = ({ participantId }: CollabSeat): Id => participantId
