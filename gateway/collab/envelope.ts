import type { Id } from '../../domain/schema.ts'

/** A message from a session's room on one node to those on others: who sends it, for which part, and what. */
export const wrap = (node: Id, part: string, message: Uint8Array): Uint8Array => {
  const name = Buffer.from(part, 'latin1')
  return Buffer.concat([Buffer.from(node, 'latin1'), Buffer.of(name.length), name, message])
}

/** `node` is a UUID in text. */
const nodeLength = 36

export const open = (bytes: Uint8Array): { node: Id; part: string; message: Uint8Array } => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const begin = nodeLength + 1 + buffer[nodeLength]!
  return {
    node: buffer.toString('latin1', 0, nodeLength),
    part: buffer.toString('latin1', nodeLength + 1, begin),
    message: buffer.subarray(begin),
  }
}
