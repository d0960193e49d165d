import type { SerialId } from '../schema.ts'
import type { Resource, ResourceKind } from './link.ts'

/** What a link shows, as far as the core needs to know it: whose it is, and what it is called. */
export interface SharedResource extends Resource {
  readonly ownerId: SerialId | null
  readonly title: string
  /** Of a visit: when it was done. A link that ends with it is over from then on. */
  readonly doneAt?: Date | null
}

/**
 * Finds a resource of one kind. `undefined` for one that is not there, was removed, or belongs to another organization:
 * a link to it shows nothing, and reads as unknown.
 */
export type FindResource = (tenantId: SerialId, id: string) => Promise<SharedResource | undefined>

/** One finder a kind; whoever adds a kind adds its finder where the services are composed. */
export type Resources = Readonly<Record<ResourceKind, FindResource>>
