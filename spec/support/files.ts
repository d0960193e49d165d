import type { FileFacts } from '../../domain/assets/asset.ts'

/** What is known of a small text. */
export const aFile = (from: Partial<FileFacts> = {}): FileFacts => ({
  contentType: 'text/plain',
  kind: 'document',
  size: 5,
  width: null,
  height: null,
  durationS: null,
  clean: { as: 'same' },
  thumbnail: null,
  preview: null,
  ...from,
})
