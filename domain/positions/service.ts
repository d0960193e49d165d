import { isAtLeast, type Member } from '../actor.ts'
import { type Language, Problem, type ProblemName, sentenceOf } from '../problem.ts'
import type { Pings } from '../tracking/pings.ts'
import type { Device, DeviceDirectory } from '../vehicles/directory.ts'
import type { Keep } from './keep.ts'
import type { Position, Subject } from './position.ts'
import { readReport } from './report.ts'
import { judge } from './rules.ts'
import type { IngestReceipt } from './schema.ts'

export type { NewPosition, PositionWriter } from './keep.ts'

export interface PositionPorts {
  readonly directory: DeviceDirectory
  readonly keep: Keep
  /** Technicians' positions go through rules of their own. */
  readonly pings: Pick<Pings, 'reportAs' | 'reportFrom' | 'keepOne' | 'mayBeHeard'>
  /** Moves "last seen" where a device speaks without a position. */
  readonly markSeen: (subject: Subject, at: Date) => Promise<void>
  readonly now: () => Date
}

export type Positions = ReturnType<typeof createPositions>

export const mostPositionsAtOnce = 5_000

export const createPositions = ({ directory, keep, pings, markSeen, now }: PositionPorts) => {
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

  /** As of a vehicle: another identifier than its own is nobody's. */
  const reportOfTechnician = async (
    device: Device,
    reports: readonly unknown[],
    language: Language,
  ): Promise<IngestReceipt> => {
    const isOther = (report: unknown) => (imeiOf(report) ?? device.imei) !== device.imei
    const places = reports.flatMap((_, index) => (isOther(reports[index]) ? [] : [index]))
    const receipt = await pings.reportFrom(
      device,
      places.map((index) => reports[index]),
      language,
    )
    const others = refusingAll(reports, 'unknown_device', language)
    return joined(others, receipt, places)
  }

  const reportAs = async (member: Member, input: unknown, language: Language): Promise<IngestReceipt> => {
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
  }

  return {
    /** A program reports for the devices of its tenant: one report or an array, each naming its `imei`. */
    reportAs,

    /**
     * A member over their own connection: what names an `imei` is of a vehicle, and only those who run the fleet may say
     * it; what names none is where the member is.
     */
    async reportBy(member: Member, input: unknown, language: Language): Promise<IngestReceipt> {
      const reports = asList(input)
      const others = isAtLeast(member, 'dispatcher')
        ? await reportAs(member, reports, language)
        : refusingAll(reports, 'forbidden', language)
      const places = others.rejected.flatMap(({ index }) => (isOwn(reports[index]) ? [index] : []))
      if (places.length === 0) return others
      const own = await pings.reportAs(
        member,
        places.map((index) => reports[index]),
        language,
      )
      return joined(others, own, places)
    },

    /**
     * A device reports for itself; an `imei` in the report must be its own. Its connection may have been opened long
     * ago: what is known of the device by now counts, and for one that was removed nothing is kept.
     */
    async reportFrom(device: Device, input: unknown, language: Language): Promise<IngestReceipt> {
      const reports = asList(input)
      const { subject } = device
      if (device.tracking) return reportOfTechnician(device, reports, language)
      const known = (await directory.ofTenant(subject.tenantId, new Set([device.imei]))).get(device.imei)
      const current = known?.subject.id === subject.id ? known : undefined
      const deviceOf = (report: unknown) => {
        const imei = imeiOf(report)
        return imei === undefined || imei === device.imei ? current : undefined
      }
      return keepAll(reports, deviceOf, language)
    },

    /** One position that a tracker's decoder has read; `via` names the protocol. Throws the code it is refused with. */
    async keepOne(device: Device, position: Position, via = 'device'): Promise<void> {
      if (device.tracking) return pings.keepOne(device, position, via)
      const code = judge(position, now().getTime())
      if (code) throw new Problem(code)
      await keep([device], [position])
    },

    /** The device spoke, without a place: only "last seen" moves. */
    async seen(device: Device, at: Date = now()): Promise<void> {
      if (!device.tracking || (await pings.mayBeHeard(device, at))) await markSeen(device.subject, at)
    },

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

const refusingAll = (reports: readonly unknown[], code: ProblemName, language: Language): IngestReceipt => ({
  accepted: 0,
  duplicates: 0,
  rejected: reports.map((_, index) => ({ index, code, detail: sentenceOf(code, language) })),
})

/** The reports of these places came to something else: what the first receipt says of them does not count. */
const joined = (
  { accepted, duplicates, rejected }: IngestReceipt,
  part: IngestReceipt,
  places: readonly number[],
): IngestReceipt => {
  const taken = new Set(places)
  const rest = rejected.filter(({ index }) => !taken.has(index))
  const renumbered = part.rejected.map(({ index, ...refusal }) => ({ index: places[index]!, ...refusal }))
  return {
    accepted: accepted + part.accepted,
    duplicates: duplicates + part.duplicates,
    rejected: [...rest, ...renumbered].sort((a, b) => a.index - b.index),
  }
}

/** A report that names no device at all. */
const isOwn = (report: unknown): boolean =>
  typeof report === 'object' &&
  report !== null &&
  !Array.isArray(report) &&
  (report as { imei?: unknown }).imei == null

const imeiOf = (report: unknown): string | undefined => {
  const imei = (report as { imei?: unknown } | null | undefined)?.imei
  return typeof imei === 'string' ? imei : undefined
}
