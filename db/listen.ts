import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { connectionAs } from './connect.ts'

export interface TenantListener {
  /** An organization's name, language, zone, features or settings have changed, or it is gone. */
  readonly onChange: (tenantId: number) => void
  /** From here on every change is heard of. */
  readonly onListening: () => void
  /** Until the next `onListening`, changes may pass unheard. */
  readonly onLost: (error: Error | undefined) => void
}

const channel = 'fleeting_tenant'
const shortestWaitMs = 250
const longestWaitMs = 10_000

/**
 * Listens on a connection of its own for as long as the process lives: a lost one is replaced, with growing pauses. A
 * line that went dead without a word is found out by asking.
 */
export const listenForTenants = (
  url: string,
  { onChange, onListening, onLost }: TenantListener,
  { askEveryMs = 5_000, answerTimeoutMs = 3_000 }: { askEveryMs?: number; answerTimeoutMs?: number } = {},
): { stop(): Promise<void> } => {
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let asking: NodeJS.Timeout | undefined
  let wait = shortestWaitMs

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      ...connectionAs('fleeting_system', url),
      query_timeout: answerTimeoutMs,
      application_name: 'fleeting_listener',
    })
    client = fresh
    let isListening = false
    const lose = (error?: Error): void => {
      if (client !== fresh) return
      client = undefined
      clearInterval(asking)
      if (isListening) onLost(error)
      void fresh.end().catch(() => {})
      connectLater()
    }
    fresh.on('error', lose)
    fresh.on('end', () => lose())
    fresh.on('notification', ({ payload }) => onChange(Number(payload)))
    try {
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
    } catch (error) {
      return lose(error as Error)
    }
    if (client !== fresh) return
    isListening = true
    wait = shortestWaitMs
    asking = setInterval(() => fresh.query('select 1').catch(lose), askEveryMs).unref()
    onListening()
  }

  const connectLater = (): void => {
    retry = setTimeout(connect, wait).unref()
    wait = Math.min(wait * 2, longestWaitMs)
  }

  void connect()
  return {
    async stop() {
      clearTimeout(retry)
      clearInterval(asking)
      const last = client
      client = undefined
      // Where the line is dead, nobody says good-bye.
      await Promise.race([last?.end().catch(() => {}), delay(1_000, undefined, { ref: false })])
    },
  }
}
