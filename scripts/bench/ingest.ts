import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { addVehicle, type Person, register } from '../../spec/support/client.ts'
import { startChild } from './child.ts'
import type { IngestLoadOptions, Vehicle } from './ingest-load.ts'
import { type IngestParts, measureBatches, measurePings, measureTrackers, senderTo } from './ingest-rows.ts'
import { withClient } from './plain-table.ts'
import type { Plan } from './plan.ts'
import type { Row } from './report.ts'
import { startService, stopServices } from './service.ts'

const fleetSize = 1_000

export interface Ingest {
  readonly rows: Row[]
  readonly postgres: string
}

/** P8, P9 and P10, on one PostgreSQL and one whole service. */
export const measureIngest = async (plan: Plan): Promise<Ingest> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-bench-'))
  const starting = startEmbeddedPostgres({ dataDir })
  stops.push(async () => {
    const started = await starting.catch(() => undefined) // an interrupt may have hit it while it began
    await started?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  try {
    return await measureOn(plan, await starting, dataDir)
  } finally {
    await stopIngest()
  }
}

const stops: (() => Promise<void>)[] = []
let stopping = Promise.resolve()

/** Ends the service, then its database. Whoever asks second waits for the first. */
export const stopIngest = (): Promise<void> => {
  stopping = stopping.then(async () => {
    await stopServices()
    for (const stop of stops.splice(0)) await stop()
  })
  return stopping
}

const measureOn = async (plan: Plan, postgres: EmbeddedPostgres, dataDir: string): Promise<Ingest> => {
  const version = await withClient(postgres.url, async (client) => {
    await client.query('create database plain')
    return (await client.query('show server_version')).rows[0].server_version as string
  })
  const plain = new URL(postgres.url)
  plain.pathname = '/plain'
  const service = await startService(postgres.url, join(dataDir, 'service'))
  const owner = await register(service.url, 'Bench')
  const vehicles = await addFleet(owner)
  plan.say(`the service runs, with ${fleetSize} vehicles, on PostgreSQL ${version}`)

  const load = startChild('ingest-load.ts', undefined)
  const express = startChild('servers/express.ts', undefined)
  const port = Number(new URL(service.url).port)
  await load.ask('begin', { port, accessToken: owner.token!, vehicles } satisfies IngestLoadOptions)
  const parts: IngestParts = {
    plan,
    load,
    send: senderTo(load, service.pid),
    database: postgres.url,
    plain: plain.href,
  }
  try {
    const expressPort = await express.ask<number>('listen')
    return {
      postgres: version,
      rows: [
        await measureBatches(parts),
        await measurePings(parts),
        await measureTrackers(parts, expressPort),
      ],
    }
  } finally {
    await Promise.all([load.stop(), express.stop(), service.stop()])
  }
}

const addFleet = async (owner: Person): Promise<Vehicle[]> => {
  const vehicles: Vehicle[] = []
  while (vehicles.length < fleetSize) {
    const added = await Promise.all(Array.from({ length: 20 }, () => addVehicle(owner)))
    vehicles.push(...added.map(({ imei, ingestKey }) => ({ imei, key: ingestKey })))
  }
  return vehicles
}
