import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

export const coreCount = availableParallelism()

export const hasTaskset = ((): boolean => {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** CPU time of the whole machine so far, in seconds of one core. Zeros where the system does not tell. */
export interface MachineTime {
  readonly used: number
  readonly stolen: number
  readonly at: number
}

/** Fields of the first line of /proc/stat: user nice system idle iowait irq softirq steal, in hundredths of a second. */
export const machineTime = (): MachineTime => {
  const at = performance.now() / 1000
  const line = read('/proc/stat').split('\n', 1)[0] ?? ''
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { used: (user + nice + system + irq + softirq) / 100, stolen: steal / 100, at }
}

/** What the host took away between two readings, in percent of all cores. */
export const stolenPercent = (from: MachineTime, to: MachineTime): number =>
  ((to.stolen - from.stolen) / ((to.at - from.at) * coreCount)) * 100

/** CPU seconds that a process has used so far, user and system. */
export const cpuSeconds = (pid: number): number => {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Resident memory of a process in KiB. */
export const residentKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN)

export const cpuModel = (): string => cpus()[0]?.model.trim() ?? 'unknown'

/** What two programs on this machine agree on: whole microseconds since it started. */
export const monotonicUs = (): number => Math.floor(performanceOrigin + performance.now() * 1000)

/** The two clocks are read one after the other; the pair with the least between them is the truest. */
const performanceOrigin = ((): number => {
  let [origin, least] = [0, Number.POSITIVE_INFINITY]
  for (let i = 0; i < 50; i++) {
    const before = performance.now()
    const absolute = Number(process.hrtime.bigint()) / 1000
    const after = performance.now()
    if (after - before >= least) continue
    least = after - before
    origin = absolute - ((before + after) / 2) * 1000
  }
  return origin
})()

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
