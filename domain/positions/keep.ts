import type { LivePublisher } from '../live/ports.ts'
import type { Device, DeviceDirectory } from '../vehicles/directory.ts'
import type { Position, Subject } from './position.ts'
import { follow, type Verdict } from './track.ts'

/** One position on its way to the store. */
export interface NewPosition {
  readonly subject: Subject
  readonly position: Position
  readonly quarantined: boolean
}

export interface PositionWriter {
  /**
   * Resolves once all of them are committed: `true` where it was stored, `false` where (device, time) was there
   * already. Rejects when none of them was stored.
   */
  write(positions: readonly NewPosition[]): Promise<readonly boolean[]>
}

export interface KeepPorts {
  readonly directory: Pick<DeviceDirectory, 'forget'>
  readonly writer: PositionWriter
  readonly live: LivePublisher
  /** Hears of technicians whose marker moves, and of nothing else. Must not throw and must not wait. */
  readonly onMoved?: (subject: Subject, position: Position) => void
}

/** Positions that have been judged, each of the device beside it: `true` where it was new. */
export type Keep = (devices: readonly Device[], positions: readonly Position[]) => Promise<readonly boolean[]>

/** Store, then show: nothing is seen or acknowledged before it is committed. */
export const createKeep =
  ({ directory, writer, live, onMoved }: KeepPorts): Keep =>
  async (devices, positions) => {
    const verdicts: Verdict[] = []
    const rows: NewPosition[] = []
    for (let i = 0; i < positions.length; i++) {
      const device = devices[i]!
      const position = positions[i]!
      const verdict = follow(device.track, position)
      verdicts.push(verdict)
      rows.push({ subject: device.subject, position, quarantined: verdict === 'quarantined' })
    }
    try {
      const stored = await writer.write(rows)
      for (let i = 0; i < rows.length; i++) {
        if (!stored[i] || verdicts[i] !== 'moves') continue
        const { subject, position } = rows[i]!
        live.publish(subject, position)
        if (subject.kind === 'technician') onMoved?.(subject, position)
      }
      return stored
    } catch (error) {
      for (const device of new Set(devices)) directory.forget(device.subject.id) // it remembers what was not kept
      throw error
    }
  }
