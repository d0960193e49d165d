import { listenForTenants } from '../../db/listen.ts'
import type { TenantProfiles } from '../../domain/tenants/profiles.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'

/** What is remembered of organizations lasts as long as the database tells when one has changed. */
export const keepProfilesTrue = (
  { log, onStop }: Starting,
  { url }: Database,
  profiles: Pick<TenantProfiles, 'forget' | 'hear'>,
): void => {
  const listener = listenForTenants(url, {
    onChange: profiles.forget,
    onListening: () => profiles.hear(true),
    onLost(error) {
      profiles.hear(false)
      log.warn(
        { err: error?.message },
        'changes of organizations are not heard of; they are read at every request',
      )
    },
  })
  onStop(listener.stop)
}
