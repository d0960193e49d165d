/** What the dialog shares. `id`: a UUID for what moves, a number in decimal for everything else. */
export interface Shareable {
  readonly type: 'vehicle' | 'technician' | 'assignment' | 'asset' | 'album' | 'trip'
  readonly id: string
  readonly name: string
  /** Of a vehicle: by it those who may not share find the link that there is. */
  readonly imei?: string
}

/** They are followed, and known by a UUID. */
export const movingKinds: ReadonlySet<string> = new Set(['vehicle', 'assignment'])

/** What of each kind can be done at all; as in `domain/share-links/share-options.ts`, which a spec compares. */
export const offersMore = (type: string): boolean => type === 'asset' || type === 'album'
