import { stopDatabases } from './database.ts'
import { endLeftovers } from './leftovers.ts'
import { stopServices } from './service.ts'

/** What several specs share is started by the first that asks, and stopped after the last. */
export const mochaHooks = {
  async afterAll() {
    await stopServices()
    await endLeftovers()
    await stopDatabases()
  },
}
