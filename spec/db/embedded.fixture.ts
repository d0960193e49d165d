// A service in a process of its own, to be killed for real: prints one line once it serves, or once it was refused.
import { type EmbeddedPostgresError, startEmbeddedPostgres } from '../../db/embedded.ts'

const [dataDir, life] = process.argv.slice(2) as [string, 'lasting' | 'brief']
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const postgres = await startEmbeddedPostgres({ dataDir })
  say({ url: postgres.url })
  if (life === 'brief') await postgres.stop()
  else setInterval(() => undefined, 1_000)
} catch (error) {
  const { code, message } = error as EmbeddedPostgresError
  say({ code, message })
}
