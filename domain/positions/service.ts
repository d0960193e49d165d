import type { Member } from '../actor.ts'
import type { LivePublisher } from '../live/ports.ts'
import { type Language, Problem, type ProblemName, sentenceOf } from '../problem.ts'
import type { Device, DeviceDirectory } from '../vehicles/directory.ts'
import type { Position, Subject } from './position.ts'
import { readReport } from './report.ts'
import { judge } from './rules.ts'
import type { IngestReceipt } from './schema.ts'
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

export interface PositionPorts {
  readonly directory: DeviceDirectory
  readonly writer: PositionWriter
  readonly live: LivePublisher
  /** Moves "last seen" where a device speaks without a position. */
  readonly markSeen: (subject: Subject, at: Date) => Promise<void>
  readonly now: () => Date
}

export type Positions = ReturnType<typeof createPositions>

export const mostPositionsAtOnce = 5_000

export const createPositions = ({ directory, writer, live, markSeen, now }: PositionPorts) => {
  /** Store, then show: nothing is seen or acknowledged before it is committed. */
  const keep = async (
    devices: readonly Device[],
    positions: readonly Position[],
  ): Promise<readonly boolean[]> => {
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
      for (let i = 0; i < rows.length; i++)
        if (stored[i] && verdicts[i] === 'moves') live.publish(rows[i]!.subject, rows[i]!.position)
      return stored
    } catch (error) {
      for (const device of new Set(devices)) directory.forget(device.subject.id) // it remembers what was not kept
      throw error
    }
  }

  /** Reads each report by itself, so that a bad one does not spoil the rest. */
  const keepAll = async (
    reports: readonly unknown[],
    deviceOf: (report: unknown) => Device | undefined,
    language: Language,
  ): Promise<IngestReceipt> => {
    const time = now().getTime()
    const devices: Device[] = []
    const positions: Position[] = []
    const rejected: IngestReceipt['rejected'] = []
    for (let index = 0; index < reports.length; index++) {
      const device = deviceOf(reports[index])
      const read = device ? readReport(reports[index], time) : unknownDevice
      const refused = 'code' in read ? read : refusalOf(judge(read, time), language)
      if (refused) {
        rejected.push({
          index,
          code: refused.code,
          detail: refused.detail ?? sentenceOf(refused.code, language),
        })
      } else if (device && !('code' in read)) {
        devices.push(device)
        positions.push(read)
      }
    }
    const stored = positions.length > 0 ? await keep(devices, positions) : []
    const accepted = stored.reduce((sum, isNew) => sum + (isNew ? 1 : 0), 0)
    return { accepted, duplicates: stored.length - accepted, rejected }
  }

  const asList = (input: unknown): readonly unknown[] => {
    const reports = Array.isArray(input) ? input : [input]
    if (reports.length <= mostPositionsAtOnce) return reports
    const message = `must hold at most ${mostPositionsAtOnce} positions`
    throw new Problem('validation_failed', { errors: [{ field: '', message }] })
  }

  return {
    /** A program reports for the devices of its tenant: one report or an array, each naming its `imei`. */
    async reportAs(member: Member, input: unknown, language: Language): Promise<IngestReceipt> {
      const reports = asList(input)
      const imeis = new Set<string>()
      for (const report of reports) {
        const imei = imeiOf(report)
        if (imei !== undefined) imeis.add(imei)
      }
      const devices = await directory.ofTenant(member.tenantId, imeis)
      const deviceOf = (report: unknown) => {
        const imei = imeiOf(report)
        return imei === undefined ? undefined : devices.get(imei)
      }
      return keepAll(reports, deviceOf, language)
    },

    /**
     * A device reports for itself; an `imei` in the report must be its own. Its connection may have been opened long
     * ago: what is known of the device by now counts, and for one that was removed nothing is kept.
     */
    async reportFrom(device: Device, input: unknown, language: Language): Promise<IngestReceipt> {
      const reports = asList(input)
      const { subject } = device
      const known = (await directory.ofTenant(subject.tenantId, new Set([device.imei]))).get(device.imei)
      const current = known?.subject.id === subject.id ? known : undefined
      const deviceOf = (report: unknown) => {
        const imei = imeiOf(report)
        return imei === undefined || imei === device.imei ? current : undefined
      }
      return keepAll(reports, deviceOf, language)
    },

    /** One position that a tracker's decoder has read. Throws the code it is refused with. */
    async keepOne(device: Device, position: Position): Promise<void> {
      const code = judge(position, now().getTime())
      if (code) throw new Problem(code)
      await keep([device], [position])
    },

    /** The device spoke, without a place: only "last seen" moves. */
    seen: (device: Device, at: Date = now()): Promise<void> => markSeen(device.subject, at),

    /** Throws `unknown_device`. */
    async deviceByKey(ingestKey: string): Promise<Device> {
      const device = await directory.byKey(ingestKey)
      if (!device) throw new Problem('unknown_device')
      return device
    },

    /** A device that says its identifier and its key. Which of the two is wrong is not said. */
    async authenticate(imei: string, ingestKey: string): Promise<Device> {
      const device = await directory.byKey(ingestKey)
      if (device?.imei !== imei) throw new Problem('not_signed_in')
      return device
    },
  }
}

const unknownDevice: { code: ProblemName; detail?: string } = { code: 'unknown_device' }

const refusalOf = (code: ProblemName | undefined, language: Language) =>
  code && { code, detail: sentenceOf(code, language) }

const imeiOf = (report: unknown): string | undefined => {
  const imei = (report as { imei?: unknown } | null | undefined)?.imei
  return typeof imei === 'string' ? imei : undefined
}
