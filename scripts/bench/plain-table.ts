import pg from 'pg'

/** One position as the table holds it. */
export interface PlainRow {
  readonly subjectKey: number
  readonly recordedAt: number
  readonly latE7: number
  readonly lonE7: number
}

/** The columns and the primary key of the service's own table, without partitions, policies or a newest position. */
const table = `
  drop table if exists plain_position;
  create table plain_position (
    recorded_at timestamptz(3) not null,
    received_at timestamptz(3) not null default now(),
    subject_key integer not null,
    tenant_id integer not null,
    lat_e7 integer not null,
    lon_e7 integer not null,
    speed real,
    heading real,
    accuracy real,
    altitude real,
    quarantined boolean not null default false,
    attributes jsonb,
    primary key (subject_key, recorded_at)
  )`
const columns = 'subject_key, tenant_id, recorded_at, lat_e7, lon_e7, speed, heading, accuracy'

const prepare = async (url: string): Promise<void> =>
  withClient(url, async (client) => {
    await client.query(table)
    await client.query('checkpoint')
  })

/** Rows a second of one `COPY … FROM STDIN` in the text format, in one transaction. */
export const copyRate = async (url: string, rows: readonly PlainRow[]): Promise<number> => {
  await prepare(url)
  const lines = rows.map(
    ({ subjectKey, recordedAt, latE7, lonE7 }) =>
      `${subjectKey}\t1\t${new Date(recordedAt).toISOString()}\t${latE7}\t${lonE7}\t12.4\t271.5\t4.8\n`,
  )
  const chunks: Buffer[] = []
  for (let at = 0; at < lines.length; at += 1_000)
    chunks.push(Buffer.from(lines.slice(at, at + 1_000).join('')))
  return withClient(url, async (client) => {
    const began = performance.now()
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error) => (error ? reject(error) : resolve())
      client.query(new CopyIn(`copy plain_position (${columns}) from stdin`, chunks, done) as pg.Submittable)
    })
    const seconds = (performance.now() - began) / 1000
    const { rows: counted } = await client.query('select count(*)::int as count from plain_position')
    if (counted[0].count !== rows.length) throw new Error(`COPY stored ${counted[0].count} rows`)
    return rows.length / seconds
  })
}

/** Rows a second of single-row statements, each its own transaction, on so many connections. */
export const insertRate = async (url: string, connections: number, milliseconds: number): Promise<number> => {
  await prepare(url)
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(url)))
  let stored = 0
  const first = Date.now()
  const began = performance.now()
  const insertAll = async (client: pg.Client) => {
    while (performance.now() - began < milliseconds) {
      const number = stored++
      const at = new Date(first + Math.floor(number / 200) * 1_000)
      await client.query({
        ...insert,
        values: [number % 200, 1, at, 525_200_066, 134_049_540, 12.4, 271.5, 4.8],
      })
    }
  }
  try {
    await Promise.all(clients.map(insertAll))
    return stored / ((performance.now() - began) / 1000)
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

const insert = {
  name: 'one',
  text: `insert into plain_position (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
}

/** What node-postgres needs to be taught to send rows rather than to ask for them. */
class CopyIn {
  readonly #text: string
  readonly #chunks: readonly Buffer[]
  readonly #done: (error?: Error) => void

  constructor(text: string, chunks: readonly Buffer[], done: (error?: Error) => void) {
    this.#text = text
    this.#chunks = chunks
    this.#done = done
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    for (const chunk of this.#chunks) connection.sendCopyFromChunk(chunk)
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#done()
  }

  handleError(error: Error): void {
    this.#done(error)
  }
}

/** The library has these, its types do not. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = await connected(url)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
