import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { FileStore } from '../domain/assets/files.ts'
import { Problem } from '../domain/problem.ts'
import { assertKey } from './file-store.ts'

export interface S3Options {
  /** Of a store other than Amazon's: its buckets are then part of the path, as such stores expect. */
  readonly endpoint: string | undefined
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Files in any store that speaks S3. Large ones go up in parts; one that breaks off leaves nothing behind. */
export const createS3Store = (options: S3Options): FileStore & { close(): void } => {
  const { bucket: Bucket, endpoint, region, accessKeyId, secretAccessKey } = options
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint && { endpoint, forcePathStyle: true }),
    // Newer checksums than many compatible stores know are sent where an operation requires them only.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

  return {
    async keep(key, path) {
      const Key = assertKey(key)
      const Body = createReadStream(path)
      try {
        await new Upload({
          client,
          params: { Bucket, Key, Body, ContentType: 'application/octet-stream' },
          partSize: 8 * 1024 * 1024,
          queueSize: 2,
        }).done()
      } catch (error) {
        throw asOutage(error)
      } finally {
        Body.destroy()
      }
      await rm(path, { force: true })
    },

    async open(key, range) {
      const Key = assertKey(key)
      try {
        const { Body } = await client.send(
          new GetObjectCommand({
            Bucket,
            Key,
            ...(range && { Range: `bytes=${range.start}-${range.end}` }),
          }),
        )
        return Body as Readable
      } catch (error) {
        throw isMissing(error) ? new Problem('not_found') : asOutage(error)
      }
    },

    async remove(keys) {
      // One by one: not every compatible store takes a list.
      for (const Key of keys.map(assertKey))
        await client.send(new DeleteObjectCommand({ Bucket, Key })).catch((error) => {
          if (!isMissing(error)) throw asOutage(error)
        })
    },

    close: () => client.destroy(),
  }
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode

const isMissing = (error: unknown) => (error as Error).name === 'NoSuchKey' || statusOf(error) === 404

/** A store that is away, or has a fault of its own, is one to come back to; a wrong bucket or key is for us to mend. */
const asOutage = (error: unknown): unknown => {
  const status = statusOf(error)
  return status === undefined || status >= 500 ? new Problem('unavailable') : error
}
