import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FileStore } from '../domain/assets/files.ts'
import type { Config } from './config.ts'
import { createFolderStore } from './file-store.ts'
import { createApart } from './media/apart.ts'
import { edited } from './media/edited.ts'
import { findTools } from './media/tools.ts'
import { createWorkshop } from './media/workshop.ts'
import { createS3Store } from './s3-store.ts'
import { createUnfinished } from './unfinished-uploads.ts'
import { createUploads } from './uploads.ts'

const megabyte = 1024 * 1024

export type Storage = Awaited<ReturnType<typeof createStorage>>

/** Everything that uploaded files need, as the settings have it. `path` is where ffmpeg and pdftoppm are looked for. */
export const createStorage = async (config: Config, path: string | undefined) => {
  const { store, closeStore } = storeOf(config)
  const atOnce = Math.max(1, Math.min(4, availableParallelism() - 1))
  const apart = createApart({ atOnce, waiting: 100, timeoutMs: 60_000 })
  const tools = await findTools(path)
  const { prepare } = createWorkshop({ apart, tools, atOnce })
  return {
    /** What there are thumbnails of, on this machine. */
    pictures: { images: true, films: tools.ffmpeg !== undefined, pdfs: tools.pdftoppm !== undefined },
    uploads: createUploads({
      folder: join(config.DATA_DIR, 'uploads'),
      maxBytes: config.UPLOAD_MAX_MB * megabyte,
    }),
    unfinished: createUnfinished({
      folder: join(config.DATA_DIR, 'unfinished-uploads'),
      maxBytes: config.UPLOAD_MAX_MB * megabyte,
    }),
    assets: { files: store, prepare, edited, quota: config.QUOTA_MB * megabyte },
    close() {
      apart.close()
      closeStore()
    },
  }
}

const storeOf = (config: Config): { store: FileStore; closeStore: () => void } => {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config
  if (!bucket || !accessKeyId || !secretAccessKey)
    return { store: createFolderStore(join(config.DATA_DIR, 'files')), closeStore: () => {} }
  const { S3_ENDPOINT: endpoint, S3_REGION: region } = config
  const store = createS3Store({ endpoint, bucket, region, accessKeyId, secretAccessKey })
  return { store, closeStore: store.close }
}
