import type { Readable } from 'node:stream'
import type { Member } from '../domain/actor.ts'
import type { Assets } from '../domain/assets/service.ts'
import { Problem } from '../domain/problem.ts'
import type { Id, SerialId } from '../domain/schema.ts'
import type { Announced, Unfinished, UnfinishedUploads } from './unfinished-uploads.ts'

interface ResumablePorts {
  readonly unfinished: UnfinishedUploads
  readonly assets: Pick<Assets, 'announce' | 'complete' | 'giveUp'>
  readonly now: () => Date
  /** Of one member, at once. */
  readonly most?: number
}

/** What has not come by then is removed, and its room is free again. */
export const unfinishedForMs = 24 * 3_600_000

/**
 * Uploads that break off and go on: announced with their length, for which room is reserved; sent in as many parts as it
 * takes; and made a file, the way every upload is, as soon as all of it is there.
 */
export const createResumable = ({ unfinished, assets, now, most = 50 }: ResumablePorts) => {
  const isOver = ({ createdAt }: Unfinished) => now().getTime() - createdAt.getTime() >= unfinishedForMs

  const assertRoom = (mine: readonly Unfinished[], atMost: number): void => {
    if (mine.filter((one) => !isOver(one)).length > atMost)
      throw new Problem('too_many_uploads', { limit: most })
  }

  const get = async (member: Member, id: Id): Promise<Unfinished> => {
    const found = await unfinished.find(member, id)
    if (!found || isOver(found)) throw new Problem('not_found')
    return found
  }

  const end = async (member: Member, id: Id): Promise<void> => {
    await unfinished.remove(member, id)
    await assets.giveUp(member, id)
  }

  /** The bytes are all there. What is refused as a file is gone; where something of ours is away, they stay. */
  const finish = async (member: Member, upload: Unfinished): Promise<Unfinished> => {
    const { id, filename, title } = upload
    const path = await unfinished.copyOf(member, id)
    let assetId: SerialId
    try {
      const asset = await assets.complete(member, id, { path, filename, title: title ?? undefined })
      assetId = asset.id
    } catch (error) {
      if (error instanceof Problem && error.code !== 'unavailable') await unfinished.remove(member, id)
      throw error
    }
    await unfinished.finish(member, id, assetId)
    return { ...upload, assetId }
  }

  /** Makes the file of what is complete and is none yet: the process that received the last of it may have ended. */
  const settled = async (member: Member, upload: Unfinished): Promise<Unfinished> =>
    upload.offset === upload.length && upload.assetId === null ? finish(member, upload) : upload

  return {
    maxBytes: unfinished.maxBytes,

    /** Throws `file_too_large`, `quota_exceeded`, `too_many_uploads`. */
    async create(member: Member, announced: Announced): Promise<Unfinished> {
      if (announced.length > unfinished.maxBytes)
        throw new Problem('file_too_large', { limit: Math.floor(unfinished.maxBytes / 1024 ** 2) })
      const mine = await unfinished.list(member)
      for (const old of mine.filter(isOver)) await end(member, old.id)
      assertRoom(mine, most - 1)

      const id = await assets.announce(member, announced.length)
      try {
        const made = await unfinished.create(member, id, announced, now())
        assertRoom(await unfinished.list(member), most) // others may have been announced at the same moment
        return await settled(member, made)
      } catch (error) {
        await end(member, id).catch(() => {})
        throw error
      }
    },

    /** How far it is. Whoever asks while another line of theirs still holds it ends that one. */
    async get(member: Member, id: Id): Promise<Unfinished> {
      if ((await get(member, id)).assetId !== null) return get(member, id)
      return unfinished.locked(member, id, async () => settled(member, await get(member, id)))
    },

    async list(member: Member): Promise<Unfinished[]> {
      return (await unfinished.list(member)).filter((one) => !isOver(one))
    },

    /** `offset` is where the sender thinks they are: `conflict` where they are wrong. `announced`: bytes of this part. */
    async append(
      member: Member,
      id: Id,
      part: { readonly offset: number; readonly announced: number | undefined; readonly stream: Readable },
    ): Promise<Unfinished> {
      await get(member, id)
      return unfinished.locked(member, id, async (wanted) => {
        const upload = await get(member, id)
        if (upload.offset !== part.offset) throw new Problem('conflict')
        const room = upload.length - upload.offset
        if ((part.announced ?? 0) > room) throw new Problem('payload_too_large')
        const offset = await unfinished.append(member, upload, part.stream, room, wanted)
        return settled(member, { ...upload, offset })
      })
    },

    /** What has become a file stays one. */
    async cancel(member: Member, id: Id): Promise<void> {
      await get(member, id)
      await unfinished.locked(member, id, async () => {
        const { assetId } = await get(member, id)
        if (assetId === null) await end(member, id)
        else await unfinished.remove(member, id)
      })
    },
  }
}
