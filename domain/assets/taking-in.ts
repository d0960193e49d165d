import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Asset } from './asset.ts'
import { displayName, titleOf } from './names.ts'
import type { AssetPorts, Incoming } from './service.ts'

type TakingInPorts = Pick<AssetPorts, 'assetsOf' | 'files' | 'prepare' | 'newId' | 'quota'>

/**
 * How a file becomes an asset: its room is reserved before its bytes come, what it is is read from them, they are kept,
 * and only then is there an asset. In one request, or in several that are hours apart.
 */
export const createTakingIn = ({ assetsOf, files, prepare, newId, quota }: TakingInPorts) => {
  const removeFiles = async (tenantId: SerialId, uuid: Id): Promise<void> => {
    await files.remove(parts.map((part) => keyOf({ tenantId, uuid }, part)))
  }

  const reserve = async (member: Member, uuid: Id, bytes: number): Promise<void> => {
    if (!(await assetsOf(member.tenantId).reserve(uuid, bytes, quota))) throw new Problem('quota_exceeded')
  }

  const keep = async (member: Member, uuid: Id, { path, filename, title }: Incoming): Promise<Asset> => {
    const { facts, made } = await prepare(path)
    for (const { part, path: from } of [...made, { part: 'original', path }])
      await files.keep(keyOf({ tenantId: member.tenantId, uuid }, part), from)
    const name = displayName(filename)
    return assetsOf(member.tenantId).insert({
      ...facts,
      uuid,
      tenantId: member.tenantId,
      ownerId: member.userId,
      filename: name,
      title: title?.trim() || titleOf(name),
    })
  }

  /** What cannot be tidied up now is swept later: the refusal is what the caller should hear of. */
  const tidy = async (tenantId: SerialId, uuid: Id): Promise<void> => {
    await removeFiles(tenantId, uuid)
      .then(() => assetsOf(tenantId).abandon(uuid))
      .catch(() => {})
  }

  return {
    removeFiles,

    /**
     * `receive` takes the file in, asking for room as it comes: `reserve` throws `quota_exceeded`. Whatever fails, the
     * room is given back and no file stays. The file at the path that `receive` answers is taken away or moved.
     */
    async add(
      member: Member,
      receive: (reserve: (bytes: number) => Promise<void>) => Promise<Incoming>,
    ): Promise<Asset> {
      const uuid = newId()
      await assetsOf(member.tenantId).begin(uuid)
      try {
        return await keep(member, uuid, await receive((bytes) => reserve(member, uuid, bytes)))
      } catch (error) {
        await tidy(member.tenantId, uuid)
        throw error
      }
    },

    /** Reserves the room of a file that will come later. Throws `quota_exceeded`. */
    async announce(member: Member, bytes: number): Promise<Id> {
      const uuid = newId()
      await assetsOf(member.tenantId).begin(uuid)
      try {
        await reserve(member, uuid, bytes)
        return uuid
      } catch (error) {
        await tidy(member.tenantId, uuid)
        throw error
      }
    },

    /**
     * The file that was announced has come. What is refused leaves nothing behind; where something of ours is away, its
     * room stays reserved, and it may be tried again. Of two who try at once, the second changes nothing.
     */
    async complete(member: Member, uuid: Id, incoming: Incoming): Promise<Asset> {
      const store = assetsOf(member.tenantId)
      if (!(await store.isBegun(uuid))) throw new Problem('conflict')
      try {
        await reserve(member, uuid, 0) // the organization's room may have been made smaller meanwhile
        return await keep(member, uuid, incoming)
      } catch (error) {
        const isRefused = error instanceof Problem && error.code !== 'unavailable'
        if (isRefused) await tidy(member.tenantId, uuid)
        // Files of an asset that somebody else made of it in the meantime are not left over.
        else if (await store.isBegun(uuid).catch(() => false))
          await removeFiles(member.tenantId, uuid).catch(() => {})
        throw error
      }
    },

    /** The file that was announced will not come: its room is free again. Safe to repeat. */
    giveUp: ({ tenantId }: Pick<Member, 'tenantId'>, uuid: Id): Promise<void> => tidy(tenantId, uuid),
  }
}

const parts = ['original', 'clean', 'thumbnail', 'preview'] as const

/** Every part of it is ours: a number, a UUID and a word. */
export const keyOf = ({ tenantId, uuid }: Pick<Asset, 'tenantId' | 'uuid'>, part: string): string =>
  `${tenantId}/${uuid}/${part}`
