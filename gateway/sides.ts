import type { Subject } from '../domain/positions/position.ts'
import type { Side } from './rooms.ts'
import { TenantRooms } from './tenant-rooms.ts'

/** The rooms of all tenants: those of vehicles, and those of technicians. */
export class Sides {
  readonly #fleets = new Map<number, TenantRooms>()
  readonly #crews = new Map<number, TenantRooms>()
  readonly #onTenant: (tenantId: number, isWatched: boolean) => void

  /** `onTenant`: the first room of a tenant was opened, or the last one closed. */
  constructor(onTenant: (tenantId: number, isWatched: boolean) => void) {
    this.#onTenant = onTenant
  }

  /** Where its rooms are, if anybody watches that side of its tenant. */
  find({ kind, tenantId }: Pick<Subject, 'kind' | 'tenantId'>): TenantRooms | undefined {
    return (kind === 'vehicle' ? this.#fleets : this.#crews).get(tenantId)
  }

  open(tenantId: number, side: Side): TenantRooms {
    const tenants = side === 'fleet' ? this.#fleets : this.#crews
    let tenant = tenants.get(tenantId)
    if (!tenant) {
      const isFirst = !this.#isWatched(tenantId)
      tenant = new TenantRooms(tenantId, side)
      tenants.set(tenantId, tenant)
      if (isFirst) this.#onTenant(tenantId, true)
    }
    return tenant
  }

  /** Where the last room was closed. */
  close({ id, side }: TenantRooms): void {
    const tenants = side === 'fleet' ? this.#fleets : this.#crews
    tenants.delete(id)
    if (!this.#isWatched(id)) this.#onTenant(id, false)
  }

  get hasCrews(): boolean {
    return this.#crews.size > 0
  }

  get tenants(): number {
    return new Set([...this.#fleets.keys(), ...this.#crews.keys()]).size
  }

  #isWatched(tenantId: number): boolean {
    return this.#fleets.has(tenantId) || this.#crews.has(tenantId)
  }
}

export const sideOf = ({ kind }: Pick<Subject, 'kind'>): Side => (kind === 'vehicle' ? 'fleet' : 'crew')
