import { type Bytes, Malformed } from '../bytes.ts'
import { type Box, boxAt, fieldsOf } from './boxes.ts'

const mostSamples = 5_000_000

/**
 * Where the samples of a track lie in the file (ISO/IEC 14496-12, 8.6 and 8.7): chunks from `stco` or `co64`, how many
 * samples each has from `stsc`, how long each is from `stsz`.
 */
export function* chunksOf(bytes: Bytes, trak: Box): Generator<{ start: number; end: number }> {
  const table = boxAt(bytes, trak, 'mdia', 'minf', 'stbl')
  const places = table && (boxAt(bytes, table, 'stco') ?? boxAt(bytes, table, 'co64'))
  const runs = table && boxAt(bytes, table, 'stsc')
  const sizes = table && boxAt(bytes, table, 'stsz')
  if (!places) return
  if (!runs || !sizes) throw new Malformed('a track without the places of its samples')

  const sizeOf = sampleSizes(bytes, sizes)
  const perChunk = runsOf(bytes, runs)
  const fields = fieldsOf(bytes, places.content + 4, places.end)
  const count = fields.uint(4)
  let sample = 0
  let run = 0
  for (let chunk = 1; chunk <= count; chunk++) {
    while (perChunk[run + 1] && perChunk[run + 1]!.first <= chunk) run += 1
    const start = fields.uint(places.type === 'co64' ? 8 : 4)
    let end = start
    for (let i = 0; i < (perChunk[run]?.samples ?? 0); i++) {
      if (sample >= mostSamples) throw new Malformed('too many samples')
      end += sizeOf(sample++)
    }
    if (end > bytes.size) throw new Malformed('a sample lies outside')
    yield { start, end }
  }
}

const sampleSizes = (bytes: Bytes, { content, end }: Box) => {
  const fields = fieldsOf(bytes, content + 4, end)
  const same = fields.uint(4)
  const count = fields.uint(4)
  const first = fields.at
  return (sample: number): number => {
    if (sample >= count) return 0
    if (same > 0) return same
    if (first + 4 * (sample + 1) > end) throw new Malformed('a sample without its size')
    return bytes.read(first + 4 * sample, 4).readUInt32BE()
  }
}

const runsOf = (bytes: Bytes, { content, end }: Box): { first: number; samples: number }[] => {
  const fields = fieldsOf(bytes, content + 4, end)
  return Array.from({ length: Math.min(fields.uint(4), 1_000_000) }, () => {
    const run = { first: fields.uint(4), samples: fields.uint(4) }
    fields.skip(4)
    return run
  })
}
