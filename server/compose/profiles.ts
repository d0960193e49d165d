import { listenForTenants } from '../../db/listen.ts'
import type { SerialId } from '../../domain/schema.ts'
import type { TenantProfiles } from '../../domain/tenants/profiles.ts'
import type { Database } from './database.ts'
import type { Starting } from './starting.ts'

/** What is remembered of organizations lasts as long as the database tells when one has changed. */
export const keepProfilesTrue = (
  { log, onStop }: Starting,
  { url }: Database,
  profiles: Pick<TenantProfiles, 'forget' | 'hear'>,
  /** Once it is forgotten: whatever stands on it is judged anew. Of every organization where none is named. */
  onChange: (tenantId?: SerialId) => void,
): void => {
  const listener = listenForTenants(url, {
    onChange(tenantId) {
      profiles.forget(tenantId)
      onChange(tenantId)
    },
    onListening() {
      profiles.hear(true)
      onChange() // what was switched while nobody heard of it
    },
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
