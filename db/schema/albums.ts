import type { Generated, GeneratedAlways } from 'kysely'
import type { Made } from './columns.ts'

/** Albums, what is in them, and who accepted them. */
export interface AlbumTables {
  album: AlbumTable
  albumItem: AlbumItemTable
  albumAccess: AlbumAccessTable
}

interface AlbumTable {
  id: GeneratedAlways<number>
  tenantId: number
  ownerId: number
  title: string
  description: string | null
  createdAt: Made
  updatedAt: Generated<Date>
}

interface AlbumItemTable {
  albumId: number
  assetId: number
  tenantId: number
  position: number
  addedBy: number | null
  addedAt: Made
}

interface AlbumAccessTable {
  linkId: string
  userId: number
  albumId: number
  tenantId: number
  passwordVersion: number
  acceptedAt: Date
}
