import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { measureAnalytics, stopAnalytics } from './analytics.ts'
import { isPinning, stopChildren } from './child.ts'
import { measureCollab } from './collab.ts'
import { measureFleet, measureManyVehicles, measureOneVehicle } from './fanout.ts'
import { measureFleetPage, stopFleetPage } from './fleet-page.ts'
import { measureIngest, stopIngest } from './ingest.ts'
import { coreCount, cpuModel, type MachineTime, machineTime, stolenPercent } from './machine.ts'
import { measureMemory } from './memory.ts'
import { type Plan, parts, readPlan } from './plan.ts'
import { isReached, printTable, type Row } from './report.ts'
import { measureRouting } from './routing.ts'

const folder = new URL('../../bench/', import.meta.url)

/** `npm run bench`: how fast the service is, against what one would pick instead, on this machine and in this run. */
const main = async (): Promise<void> => {
  const plan = readPlan(process.argv.slice(2))
  const began = machineTime()
  const { rows, postgres } = await measureAll(plan)
  const machine = describeMachine(began, postgres)
  console.log(`\n${printTable(rows)}\n\n${machine.line}`)
  await keep(plan, machine, rows)
}

const measureAll = async (plan: Plan): Promise<{ rows: Row[]; postgres: string | undefined }> => {
  const rows: Row[] = []
  if (plan.parts.has('fanout') || plan.parts.has('latency')) rows.push(...(await measureOneVehicle(plan)))
  if (plan.parts.has('fanout')) rows.push(...(await measureManyVehicles(plan)), ...(await measureFleet(plan)))
  if (plan.parts.has('memory')) rows.push(...(await measureMemory(plan)))
  if (plan.parts.has('analytics')) rows.push(...(await measureAnalytics(plan)))
  if (plan.parts.has('routing')) rows.push(...(await measureRouting(plan)))
  if (plan.parts.has('collab')) rows.push(...(await measureCollab(plan)))
  if (plan.parts.has('fleet-page')) rows.push(...(await measureFleetPage(plan)))
  if (!plan.parts.has('ingest')) return { rows, postgres: undefined }
  const ingest = await measureIngest(plan)
  return { rows: [...rows, ...ingest.rows], postgres: ingest.postgres }
}

const describeMachine = (began: MachineTime, postgres: string | undefined) => {
  const facts = {
    cpu: cpuModel(),
    cores: coreCount,
    pinned: isPinning,
    node: process.version,
    postgres: postgres ?? null,
    stolen_percent: Number(stolenPercent(began, machineTime()).toFixed(1)),
  }
  const line = [
    facts.cpu,
    `${facts.cores} cores`,
    isPinning ? 'server on the first, load on the second' : 'nothing pinned (no taskset, or one core)',
    `Node ${facts.node}`,
    ...(postgres === undefined ? [] : [`PostgreSQL ${postgres}`]),
    `${facts.stolen_percent} % of the CPU time taken by the host`,
  ].join(' · ')
  return { facts, line }
}

const keep = async (
  plan: Plan,
  { facts }: ReturnType<typeof describeMachine>,
  rows: readonly Row[],
): Promise<void> => {
  const kept = {
    date: new Date().toISOString(),
    commit: commit(),
    parts: [...plan.parts],
    runs: plan.runs,
    quick: plan.isQuick,
    machine: facts,
    rows: rows.map((row) => ({ ...row, reached: isReached(row) })),
  }
  await mkdir(folder, { recursive: true })
  // Only what was measured whole is worth keeping in the repository.
  const isWhole = parts.every((part) => plan.parts.has(part)) && !plan.isQuick
  const file = new URL(isWhole ? 'latest.json' : 'latest.tmp', folder)
  await writeFile(file, `${JSON.stringify(kept, rounded, 2)}\n`)
  console.log(`kept in ${fileURLToPath(file)}`)
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value

const commit = (): string | null => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return null
  }
}

const stopAll = async (): Promise<void> => {
  await Promise.all([stopChildren(), stopIngest(), stopAnalytics(), stopFleetPage()])
}

const hardLimitMs = 8 * 60_000

let isStopped = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isStopped) return // a terminal and the launcher may both tell us
    isStopped = true
    console.log('stopping …')
    stopAll().finally(() => process.exit(130))
  })
setTimeout(() => process.emit('SIGTERM'), hardLimitMs).unref()

try {
  await main()
} catch (error) {
  if (!isStopped) console.error(error)
  process.exitCode = 1
} finally {
  if (!isStopped) await stopAll()
}
